import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { Commands } from '#platform/cqrs/doors';
import { signatureHeaders } from '#platform/crypto/webhook-signature';
import { Database } from '#platform/database/database';
import { Egress, EgressError } from '#platform/egress/egress';
import { Clock, unixSeconds } from '#platform/kernel/clock';
import { systemScope, type Scope } from '#platform/kernel/scope';
import { PumpFor, type OwnPump } from '#platform/pump/pump';
import { inSpan } from '#platform/tracing/spans';
import { DisableEndpoint } from '#studio/game-servers/commands';
import { judge, type Answered } from '../domain/outcome.js';
import { PENDING_ENDPOINTS } from '../infra/due-endpoints.js';
import { PUMP } from './announcer.js';
import { DeliveryFigures } from './delivery-figures.js';
import { ClaimDeliveries, type Claim, type EndedAttempt, type GivenUp, type Task } from './attempts.js';
import { TakeTurn } from './turn.js';

/** Everything of one attempt together: connect (5 s at most), send, wait, read. */
export const ATTEMPT_DEADLINE_MS = 15_000;
const ANSWER_MAX_BYTES = 65_536;
const LOGGED_MAX_BYTES = 16_384;
const CLAIM_MAX = 50;
/** Attempts of one game at a time in this process, and of one endpoint. Slow ones are not counted, and of one endpoint only a few: one that hangs leaves the room to the others, and gets no more itself. */
const CONCURRENCY_MAX = 32;
const PER_ENDPOINT_MAX = 16;
const COUNTED_PER_ENDPOINT = 8;
const SLOW_MS = 500;
const SLOW_PER_ENDPOINT_MAX = 4;
/** Slow ones included: what their sockets and buffers may come to. */
const UNDER_WAY_MAX = 1_024;
/** How long a new delivery waits at most while others are under way. */
const LOOK_AGAIN_MS = 100;
/** So many ends are committed at once; fewer wait so long for those that follow. */
const TOGETHER = 16;
const LINGER_MS = 8;

/** Games that have something to send now. */
const DUE = `${PENDING_ENDPOINTS}
  SELECT game_id FROM game WHERE game_id IS NOT NULL AND (
      EXISTS (SELECT FROM endpoint e WHERE e.game_id = game.game_id AND (SELECT d.next_at FROM webhooks.delivery d WHERE d.game_id = e.game_id AND d.endpoint_id = e.id AND d.state = 'pending' ORDER BY d.next_at LIMIT 1) <= now())
      OR (SELECT d.next_at FROM webhooks.delivery d WHERE d.game_id = game.game_id AND d.endpoint_id IS NULL AND d.state = 'pending' ORDER BY d.endpoint_id, d.next_at LIMIT 1) <= now()) LIMIT 1000`;

interface UnderWay {
  endpointId: string;
  began: number;
}

/** How many attempts of each endpoint are under way, and how many of them have been for long. */
function countsOf(underWay: ReadonlySet<UnderWay>): Map<string, { all: number; slow: number }> {
  const counts = new Map<string, { all: number; slow: number }>();
  const now = performance.now();
  for (const { endpointId, began } of underWay) {
    const { all, slow } = counts.get(endpointId) ?? { all: 0, slow: 0 };
    counts.set(endpointId, { all: all + 1, slow: slow + (now - began > SLOW_MS ? 1 : 0) });
  }
  return counts;
}

/** Wakes a drain that waits: for the next attempt that ends, and for what has become due meanwhile. What is called while nobody waits is heard by the next who does. */
class Call {
  private isMade = false;
  private wake: (() => void) | undefined;

  now(): void {
    this.isMade = true;
    this.wake?.();
  }

  async heard(withinMs: number): Promise<void> {
    if (!this.isMade) {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
        timer = setTimeout(resolve, withinMs).unref();
      });
      clearTimeout(timer);
    }
    this.isMade = false;
  }
}

/** Sends what is due: claims in a short transaction, posts without one, and commits what came of it in the next, with which it takes more. */
@Injectable()
@PumpFor(PUMP)
export class Deliverer implements OwnPump {
  private readonly logger = new Logger('Webhooks');
  /** Bells for games that are being drained. */
  private readonly rings = new EventEmitter().setMaxListeners(0);
  constructor(private readonly database: Database, private readonly commands: Commands, private readonly egress: Egress, private readonly clock: Clock, private readonly figures: DeliveryFigures) {}

  async due(): Promise<string[]> {
    const rows = await this.database.asDispatcher<{ game_id: string }>(DUE);
    return rows.map((row) => row.game_id);
  }

  async drain(gameId: string): Promise<number> {
    const scope = systemScope(gameId, 'webhooks');
    const underWay = new Set<UnderWay>();
    const ended: EndedAttempt[] = [];
    const call = new Call();
    const look = (): void => call.now();
    this.rings.on(`drain ${gameId}`, look);
    try {
      for (let handled = 0; ; ) {
        const token = randomBytes(12).toString('base64url');
        const { claimed, tasks } = await this.turn(ended.splice(0), this.wanted(underWay, token), scope);
        handled += claimed;
        for (const task of tasks) {
          const each = { endpointId: task.target.endpoint_id, began: performance.now() };
          underWay.add(each);
          void this.attempt(task, token).then((end) => void ended.push(end)).finally(() => (underWay.delete(each), call.now()));
        }
        if (claimed === 0 && underWay.size === 0 && ended.length === 0) return handled;
        if (underWay.size > 0) await call.heard(LOOK_AGAIN_MS);
        // What ends at nearly the same time is committed together, and makes room for as many.
        if (underWay.size > 0 && ended.length > 0 && ended.length < TOGETHER) await pause(LINGER_MS);
      }
    } finally {
      this.rings.off(`drain ${gameId}`, look);
    }
  }

  rung(gameId: string): void {
    this.rings.emit(`drain ${gameId}`);
  }

  /** How much more may be begun; null: nothing at present. */
  private wanted(underWay: ReadonlySet<UnderWay>, token: string): ClaimDeliveries | null {
    const free = Math.min(CLAIM_MAX, CONCURRENCY_MAX - this.taken(underWay), UNDER_WAY_MAX - underWay.size);
    return free > 0 ? new ClaimDeliveries(free, token, this.busy(underWay)) : null;
  }

  private async turn(ended: readonly EndedAttempt[], claim: ClaimDeliveries | null, scope: Scope): Promise<Claim> {
    if (ended.length === 0 && !claim) return { claimed: 0, tasks: [] };
    // Paced endpoints are the last that a transaction asks: one that ends attempts of theirs takes nothing more.
    const isPaced = ended.some(({ task: { target } }) => target.max_concurrency !== null);
    const { givenUp, ...taken } = await this.commands.execute(new TakeTurn(ended, isPaced ? null : claim), scope);
    ended.forEach((each) => this.figures.count(each));
    await this.giveUp(givenUp, scope);
    return isPaced && claim ? this.commands.execute(claim, scope) : taken;
  }

  /** A process that dies before this sees the same again at the next attempt. */
  private async giveUp(endpoints: readonly GivenUp[], scope: Scope): Promise<void> {
    for (const { endpoint_id, reason, since } of endpoints) {
      if (await this.commands.execute(new DisableEndpoint(endpoint_id, reason, since), scope)) {
        this.logger.error({ msg: 'ALARM: a webhook was disabled, its events wait', game_id: scope.gameId, endpoint_id, reason });
      }
    }
  }

  private taken(underWay: ReadonlySet<UnderWay>): number {
    return [...countsOf(underWay).values()].reduce((sum, { all, slow }) => sum + Math.min(all - slow, COUNTED_PER_ENDPOINT), 0);
  }

  private busy(underWay: ReadonlySet<UnderWay>): string[] {
    return [...countsOf(underWay)].filter(([, { all, slow }]) => all >= PER_ENDPOINT_MAX || slow >= SLOW_PER_ENDPOINT_MAX).map(([endpointId]) => endpointId);
  }

  /** Never throws: whatever goes wrong is how the attempt ended. */
  private attempt(task: Task, token: string): Promise<EndedAttempt> {
    const { delivery, target } = task;
    const attributes = { 'hubcraft.event_type': delivery.event_type, 'hubcraft.event_id': delivery.event_id, 'hubcraft.delivery_id': delivery.id, 'hubcraft.endpoint_id': target.endpoint_id, 'hubcraft.attempt': delivery.attempts + 1 };
    return inSpan(`webhook ${delivery.event_type}`, { kind: 'producer', under: delivery.traceparent, attributes }, async (span) => {
      const ended = await this.made(task, token, span?.traceparent ?? null);
      span?.annotate({ 'hubcraft.outcome': ended.outcome.state });
      return ended;
    });
  }

  private async made(task: Task, token: string, traceparent: string | null): Promise<EndedAttempt> {
    const { delivery, target } = task;
    const started_at = this.clock.now();
    const began = performance.now();
    const answered = await this.post(task, unixSeconds(started_at));
    const { message, ...judgement } = judge(delivery.event_type, answered, delivery.round + 1, Math.random(), this.clock.now(), delivery.has_succeeded);
    const logged = 'failure' in answered || !target.enabled_logs ? null : cutToBytes(answered.body, LOGGED_MAX_BYTES);
    return {
      task, message, traceparent,
      outcome: {
        delivery_id: delivery.id, lease_token: token, number: delivery.attempts + 1, started_at, duration_ms: Math.round(performance.now() - began), ...judgement,
        response_body: logged?.text ?? null, is_response_cut: ('isCut' in answered && answered.isCut) || (logged?.isCut ?? false),
      },
    };
  }

  private async post({ delivery, target }: Task, seconds: number): Promise<Answered> {
    const body = Buffer.concat([delivery.head, delivery.tail]);
    try {
      const answer = await this.egress.send({
        method: target.method, url: target.url, body, deadlineMs: ATTEMPT_DEADLINE_MS, maxBytes: ANSWER_MAX_BYTES, reach: target.reach, tellsTrace: true,
        headers: { 'content-type': 'application/json', 'webhook-id': delivery.event_id, ...signatureHeaders(target.signature, target.secrets, delivery.event_id, seconds, body) },
      });
      const retryAfter = answer.headers['retry-after'];
      return { status: answer.status, body: answer.body.toString('utf8'), isCut: answer.cut, retryAfter: typeof retryAfter === 'string' ? retryAfter : null };
    } catch (error) {
      if (error instanceof EgressError) return { failure: error.reason, text: error.message };
      return { failure: 'internal', text: error instanceof Error ? error.message : String(error) };
    }
  }
}

/** PostgreSQL keeps no zero characters in texts. */
function cutToBytes(text: string, max: number): { text: string; isCut: boolean } {
  const bytes = Buffer.from(text.replaceAll('\0', '\uFFFD'));
  return bytes.length <= max ? { text: bytes.toString('utf8'), isCut: false } : { text: bytes.subarray(0, max).toString('utf8'), isCut: true };
}
