import { Logger } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Queries } from '#platform/cqrs/doors';
import { Clock } from '#platform/kernel/clock';
import { Command } from '#platform/kernel/messages';
import { Outbox } from '#platform/outbox/outbox';
import { GetDeliveryTarget, ListEndpointsFor, type DeliveryTarget } from '#studio/game-servers/queries';
import { DeliveryAcknowledged, DeliveryDeclined } from '../contracts/events.js';
import { GONE, isGivenUp, isSilent, isTaken } from '../domain/endpoint-health.js';
import { effectOf } from '../domain/envelope.js';
import { GRANT_TYPES, isGranting } from '../domain/event-types.js';
import { DeliveriesRepository, type AttemptOutcome, type ClaimedDelivery } from '../infra/deliveries.repository.js';
import { EndpointHealthRepository, type EndpointReport } from '../infra/endpoint-health.repository.js';
import { EndpointPaceRepository, type Pace, type PacedClaim } from '../infra/endpoint-pace.repository.js';
import { HeldDeliveriesRepository } from '../infra/held-deliveries.repository.js';
import { Batching } from './batching.js';
import { GrantMoves } from './grant-moves.js';

/** An attempt to make. */
export interface Task {
  delivery: ClaimedDelivery;
  target: DeliveryTarget;
}

/** `claimed` counts what was due, also what has to wait or has ended without an attempt. */
export interface Claim {
  claimed: number;
  tasks: Task[];
}

/** Takes deliveries that are due under a lease, each with the endpoint that it goes to now. */
export class ClaimDeliveries extends Command<Claim> {
  static readonly context = 'reach/webhooks';
  constructor(readonly max: number, readonly token: string, readonly busyEndpoints: readonly string[]) { super(); }
}

/** Grants are heard of by sales; a test event is for the endpoint that it names and for nobody else. */
const isOfGrant = (delivery: ClaimedDelivery) => isGranting(delivery.event_type) && delivery.subject_id.startsWith('grt_');
/** Grants may move to another endpoint, until one has taken them. */
const mayMove = (delivery: ClaimedDelivery) => isOfGrant(delivery) && !delivery.has_succeeded;

const paceOf = ({ endpoint_id, max_per_second, max_concurrency }: DeliveryTarget): Pace => ({ endpoint_id, per_second: max_per_second, concurrency: max_concurrency });
const isPaced = (target: DeliveryTarget): boolean => target.max_per_second !== null || target.max_concurrency !== null;

@CommandHandler(ClaimDeliveries)
export class ClaimDeliveriesHandler implements ICommandHandler<ClaimDeliveries> {
  constructor(private readonly deliveries: DeliveriesRepository, private readonly held: HeldDeliveriesRepository, private readonly health: EndpointHealthRepository, private readonly pace: EndpointPaceRepository, private readonly moves: GrantMoves, private readonly queries: Queries, private readonly batching: Batching) {}

  async execute({ max, token, busyEndpoints }: ClaimDeliveries): Promise<Claim> {
    const rows = await this.deliveries.claim(max, token, busyEndpoints);
    const targets = new TargetsOfClaim(this.queries);
    const ready: Task[] = [];
    const waiting: ClaimedDelivery[] = [];
    const orphans: string[] = [];
    const lines: Task[] = [];
    const moving = new Map<DeliveryTarget, ClaimedDelivery[]>();
    for (const delivery of rows) {
      const named = delivery.endpoint_id ? await targets.named(delivery.endpoint_id) : null;
      const target = !named?.enabled && mayMove(delivery) ? await targets.takerOf(delivery.event_type) : named;
      if (!target && !mayMove(delivery)) orphans.push(delivery.id);
      else if (!target?.enabled) waiting.push(delivery);
      else if (target.endpoint_id !== delivery.endpoint_id) moving.set(target, [...(moving.get(target) ?? []), delivery]);
      else if (delivery.is_batched && target.batch) lines.push({ delivery, target });
      else ready.push({ delivery, target });
    }
    if (waiting.length > 0) await this.held.wait(waiting.map(({ id }) => id), [...new Set(waiting.flatMap(({ endpoint_id }) => endpoint_id ?? []))], GRANT_TYPES);
    const enabled = new Set([...ready, ...lines].filter(({ delivery }) => delivery.was_waiting).map(({ target }) => target.endpoint_id));
    if (enabled.size > 0) await this.held.waitNoLonger([...enabled]);
    if (orphans.length > 0) await this.deliveries.closeDeleted(orphans);
    for (const [target, grants] of moving) for (const delivery of await this.moves.to(target, grants)) ready.push({ delivery, target });
    if (lines.length > 0) await this.batching.close(lines, token);
    const turn = await this.inOrder(ready);
    const broken = turn.filter((each) => each.delivery.is_broken);
    const tasks = turn.filter((each) => !broken.includes(each));
    const leaving = await this.paced(broken.length > 0 ? [...tasks, ...(await this.probes(broken, token))] : tasks, token);
    await this.batching.told(leaving.map((each) => each.delivery));
    return { claimed: rows.length, tasks: leaving };
  }

  /** Without those that are too many for now, where an endpoint has a pace. It is the last that is asked: what passes here is sent. */
  private async paced(tasks: readonly Task[], token: string): Promise<Task[]> {
    const wanted = new Map<string, PacedClaim>();
    for (const { target } of tasks) if (isPaced(target)) wanted.set(target.endpoint_id, { ...paceOf(target), wanted: (wanted.get(target.endpoint_id)?.wanted ?? 0) + 1 });
    if (wanted.size === 0) return [...tasks];
    const given = await this.pace.take([...wanted.values()], token);
    const allowed = tasks.filter(({ target: { endpoint_id } }) => {
      const left = given.get(endpoint_id);
      if (left !== undefined) given.set(endpoint_id, left - 1);
      return left === undefined || left > 0;
    });
    const held = tasks.filter((each) => !allowed.includes(each));
    if (held.length > 0) await this.pace.hold(held.map((each) => each.delivery.id), [...new Set(held.map((each) => each.target.endpoint_id))].map((id) => wanted.get(id)!));
    return allowed;
  }

  /** Without those that have to wait for an earlier one, where an endpoint wants that. */
  private async inOrder(ready: readonly Task[]): Promise<readonly Task[]> {
    const ordered = ready.filter((each) => each.target.ordered).map((each) => each.delivery.id);
    const waiting = ordered.length > 0 ? await this.held.waitForEarlier(ordered) : new Set<string>();
    return ready.filter((each) => !waiting.has(each.delivery.id));
  }

  /** Of what goes to endpoints that do not answer: one attempt at each whose time has come, with what became due last. The rest stays as it was: no claim sees it until its endpoint answers. */
  private async probes(broken: readonly Task[], token: string): Promise<Task[]> {
    const tried = await this.health.probe([...new Set(broken.map((each) => each.target.endpoint_id))], token);
    const latest = [...broken].sort((a, b) => b.delivery.was_due.getTime() - a.delivery.was_due.getTime());
    const probes = latest.filter((each) => tried.delete(each.target.endpoint_id));
    const others = broken.filter((each) => !probes.includes(each));
    if (others.length > 0) await this.held.giveBack(others.map((each) => each.delivery));
    return probes;
  }
}

/** Where the deliveries of one claim go: each endpoint is asked for once. */
class TargetsOfClaim {
  private readonly byId = new Map<string, Promise<DeliveryTarget | null>>();
  private readonly takers = new Map<string, Promise<DeliveryTarget | null>>();

  constructor(private readonly queries: Queries) {}

  named(endpointId: string): Promise<DeliveryTarget | null> {
    const known = this.byId.get(endpointId) ?? this.queries.ask(new GetDeliveryTarget(endpointId));
    this.byId.set(endpointId, known);
    return known;
  }

  takerOf(type: string): Promise<DeliveryTarget | null> {
    const known = this.takers.get(type) ?? this.taker(type);
    this.takers.set(type, known);
    return known;
  }

  private async taker(type: string): Promise<DeliveryTarget | null> {
    const bound = (await this.queries.ask(new ListEndpointsFor(type))).find((each) => each.enabled);
    return bound ? this.named(bound.endpoint_id) : null;
  }
}

export interface EndedAttempt {
  task: Task;
  outcome: AttemptOutcome;
  /** What the game says of a decline. */
  message: string | null;
  /** Of the span of the attempt. */
  traceparent: string | null;
}

/** An endpoint that is to be disabled. */
export interface GivenUp {
  endpoint_id: string;
  reason: 'gone' | 'failing';
  /** When that was first seen. */
  since: Date;
}

/** Commits what attempts came to, and announces the answers that somebody waits for. Answers which endpoints are not to be called any more. */
export class FinishAttempts extends Command<GivenUp[]> {
  static readonly context = 'reach/webhooks';
  constructor(readonly ended: readonly EndedAttempt[]) { super(); }
}

@CommandHandler(FinishAttempts)
export class FinishAttemptsHandler implements ICommandHandler<FinishAttempts> {
  private readonly logger = new Logger('Webhooks');
  constructor(private readonly deliveries: DeliveriesRepository, private readonly held: HeldDeliveriesRepository, private readonly health: EndpointHealthRepository, private readonly pace: EndpointPaceRepository, private readonly outbox: Outbox, private readonly clock: Clock, private readonly batching: Batching) {}

  async execute({ ended }: FinishAttempts): Promise<GivenUp[]> {
    const changed = new Set(await this.deliveries.finish(ended.map((each) => each.outcome)));
    for (const { task: { delivery, target }, outcome, message, traceparent } of ended) {
      if (!changed.has(delivery.id)) continue;
      if (outcome.state === 'dead') this.logger.error({ msg: 'webhook delivery is over without success', delivery_id: delivery.id, event_type: delivery.event_type, endpoint_id: target.endpoint_id, status: outcome.status, error_class: outcome.error_class, error: outcome.error_text });
      // Who had answered yes before was heard then: what a replay is answered stands in the log of attempts alone.
      if (!mayMove(delivery)) continue;
      const fact = { delivery_id: delivery.id, endpoint_id: target.endpoint_id, event_id: delivery.event_id, event_type: delivery.event_type, subject_id: delivery.subject_id, status: outcome.status ?? 0, ...(delivery.event_type === 'item.remove' ? { effect: effectOf(delivery.head) } : {}) };
      if (outcome.state === 'succeeded') this.outbox.record(new DeliveryAcknowledged('delivery', delivery.id, fact).tracedUnder(traceparent));
      if (outcome.closed_reason === 'declined') this.outbox.record(new DeliveryDeclined('delivery', delivery.id, { ...fact, message: message ?? '' }).tracedUnder(traceparent));
    }
    await this.endBatches(ended.filter(({ task }) => changed.has(task.delivery.id)));
    const over = ended.filter(({ task, outcome }) => task.target.ordered && outcome.state !== 'pending');
    if (over.length > 0) await this.held.releaseBehind(over.map(({ task }) => ({ endpointId: task.target.endpoint_id, subjectId: task.delivery.subject_id })));
    const givenUp = await this.givenUp(ended);
    await this.endPaced(ended);
    return givenUp;
  }

  private endBatches(ended: readonly EndedAttempt[]): Promise<void> {
    return this.batching.end(ended.flatMap(({ task: { delivery }, outcome: { state, status, error_text } }) => (delivery.event_type === 'batch.ready' && state !== 'pending' ? [{ delivery_id: delivery.id, state, status, error_text }] : [])));
  }

  /** Behind everything else, as claims take it: two workers that hold what the other waits for would never end. */
  private async endPaced(ended: readonly EndedAttempt[]): Promise<void> {
    const counts = new Map<string, Pace & { lease_token: string; count: number }>();
    for (const { task: { target }, outcome: { lease_token } } of ended) {
      if (target.max_concurrency === null) continue;
      const key = `${target.endpoint_id} ${lease_token}`;
      counts.set(key, { ...paceOf(target), lease_token, count: (counts.get(key)?.count ?? 0) + 1 });
    }
    if (counts.size > 0) await this.pace.ended([...counts.values()]);
  }

  /** Notes which endpoints take nothing. Where all is well and was, nothing is asked or written. */
  private async givenUp(ended: readonly EndedAttempt[]): Promise<GivenUp[]> {
    const well = new Set<string>();
    const healed = new Set<string>();
    const answering = new Set<string>();
    const reports = new Map<string, EndpointReport>();
    for (const { task: { delivery, target: { endpoint_id } }, outcome } of ended) {
      if (isTaken(outcome.error_class)) {
        well.add(endpoint_id);
        if (delivery.is_failing) healed.add(endpoint_id);
      }
      if (!isSilent(outcome.status)) answering.add(endpoint_id);
      if (isTaken(outcome.error_class)) continue;
      const report = reports.get(endpoint_id) ?? { endpoint_id, failed: 0, silent: 0, since: outcome.started_at, tokens: [] };
      reports.set(endpoint_id, { ...report, failed: report.failed + 1, silent: report.silent + 1, since: outcome.started_at < report.since ? outcome.started_at : report.since, tokens: [...report.tokens, outcome.lease_token] });
    }
    if (healed.size > 0) await this.health.forget([...healed]);
    const failed = [...reports.values()].filter((each) => !well.has(each.endpoint_id)).map((each) => (answering.has(each.endpoint_id) ? { ...each, silent: 0 } : each));
    const failing = failed.length > 0 ? await this.health.failed(failed) : [];
    const gone = ended.filter(({ outcome }) => outcome.status === GONE).map(({ task, outcome }): GivenUp => ({ endpoint_id: task.target.endpoint_id, reason: 'gone', since: outcome.started_at }));
    const late = failing.filter((each) => isGivenUp(each, this.clock.now())).map((each): GivenUp => ({ endpoint_id: each.endpoint_id, reason: 'failing', since: each.failing_since }));
    return [...new Map([...late, ...gone].map((each) => [each.endpoint_id, each])).values()];
  }
}
