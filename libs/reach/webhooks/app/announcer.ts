import { Injectable } from '@nestjs/common';
import { Bell } from '#platform/bell/bell';
import { Queries } from '#platform/cqrs/doors';
import { currentScope, openTransaction, traceparentOf } from '#platform/database/store';
import { unixSeconds } from '#platform/kernel/clock';
import { newId } from '#platform/kernel/ids';
import { GetPlayers, playerContext } from '#player/players/queries';
import { ListEndpointsFor, type BatchBounds, type SubscribedEndpoint } from '#studio/game-servers/queries';
import { GetEnvironment } from '#studio/games/queries';
import { headOf } from '../domain/envelope.js';
import { isBatchable } from '../domain/batches.js';
import { isGranting } from '../domain/event-types.js';
import { EventsRepository, type NewDelivery, type NewEvent } from '../infra/events.repository.js';
import { VersionedBodies } from './versioned-bodies.js';

/** Something that happened, in the words of the games. */
export interface Announcement {
  aggregate_type: 'order' | 'payment' | 'clawback' | 'grant' | 'reservation' | 'webhook' | 'gdpr_request' | 'test';
  aggregate_id: string;
  /** What an acknowledgement is about: the grant, the order, the payment. */
  subject_id: string;
  order_id: string | null;
  player_id: string | null;
  /** Names the effect for `idempotency_key`: the same effect never has two keys. */
  effect: string;
  trigger: string | null;
  request_id: string | null;
  at: Date;
  data: object;
  /** Not sent before so many seconds from now. */
  in_seconds?: number;
}

export interface Announced {
  event_id: string;
  delivery_ids: string[];
}

export const PUMP = 'webhooks';

/**
 * Turns what happened into events with their deliveries: numbers, bytes and rows for a whole batch of one type in two statements, in the transaction of
 * the announcement that told of it.
 */
@Injectable()
export class Announcer {
  constructor(private readonly events: EventsRepository, private readonly queries: Queries, private readonly bell: Bell, private readonly bodies: VersionedBodies) {}

  /** `only`: to this endpoint and no other, subscribed or not (a test, a batch of its own). */
  async announce(type: string, list: readonly Announcement[], only?: SubscribedEndpoint): Promise<Announced[]> {
    if (list.length === 0) return [];
    const endpoints = only ? [only] : await this.endpointsFor(type);
    const contexts = await this.contexts(list, endpoints);
    const counts = new Map<string, number>();
    for (const each of list) counts.set(each.aggregate_id, (counts.get(each.aggregate_id) ?? 0) + 1);
    const numbered = await this.events.number(counts, endpoints.map((each) => each.endpoint_id), type === 'item.add');
    const given = new Map<string, number>();
    const events: NewEvent[] = [];
    const deliveries: NewDelivery[] = [];
    for (const each of list) {
      const numbers = numbered.get(each.aggregate_id)!;
      if (type === 'item.add' && numbers.withdrawn) continue;
      const nth = given.get(each.aggregate_id) ?? 0;
      given.set(each.aggregate_id, nth + 1);
      const sequence = Number(numbers.last_sequence) - counts.get(each.aggregate_id)! + nth + 1;
      const event = await this.event(type, each, sequence, contexts.get(each.player_id ?? ''));
      events.push(event);
      // A grant that nobody takes now waits for an endpoint; it must not get lost.
      const targets = endpoints.length === 0 && isGranting(type) ? [null] : endpoints;
      for (const target of targets) {
        const previous = nth > 0 ? sequence - 1 : target ? (numbers.sent_before[target.endpoint_id] ?? null) : null;
        deliveries.push(this.delivery(event, target, previous, each.in_seconds ?? 0, isBatchable(type) ? (target?.batch ?? null) : null));
      }
    }
    if (events.length === 0) return [];
    await this.events.write(events, deliveries);
    const batching = isBatchable(type) ? endpoints.flatMap(({ endpoint_id, batch }) => (batch ? [{ endpoint_id, max_events: batch.max_events }] : [])) : [];
    if (batching.length > 0) await this.events.dueWhereFull(batching);
    if (deliveries.length > 0) this.ring();
    return events.map((event) => ({ event_id: event.id, delivery_ids: deliveries.filter((delivery) => delivery.event_id === event.id).map((delivery) => delivery.id) }));
  }

  /** Wakes the deliverer once the open transaction has committed. */
  ring(): void {
    openTransaction().afterCommit.push(() => this.bell.ring(`pump:${PUMP}`));
  }

  private async endpointsFor(type: string): Promise<SubscribedEndpoint[]> {
    const wanting = await this.queries.ask(new ListEndpointsFor(type));
    return isGranting(type) ? wanting.filter((each) => each.enabled) : wanting;
  }

  private async contexts(list: readonly Announcement[], endpoints: readonly SubscribedEndpoint[]): Promise<Map<string, object | null>> {
    const wanted = [...new Set(list.flatMap((each) => each.player_id ?? []))];
    if (wanted.length === 0 || !endpoints.some((each) => each.player_context_enabled)) return new Map();
    return new Map((await this.queries.ask(new GetPlayers(wanted))).map((player) => [player.player_id, playerContext(player)]));
  }

  private async event(type: string, each: Announcement, sequence: number, context: object | null | undefined): Promise<NewEvent> {
    const { gameId } = currentScope();
    const id = newId('evt');
    const idempotency_key = `idmpt_${each.effect}`;
    const head = headOf({
      event_id: id, game_id: gameId, event_type: type, event_time: unixSeconds(each.at), event_data: each.data, idempotency_key, request_id: each.request_id,
      sandbox: (await this.queries.ask(new GetEnvironment())) === 'sandbox', trigger: each.trigger, aggregate_type: each.aggregate_type, aggregate_id: each.aggregate_id, sequence, api_version: this.bodies.today,
    });
    return { id, type, aggregate_type: each.aggregate_type, aggregate_id: each.aggregate_id, sequence: BigInt(sequence), subject_id: each.subject_id, order_id: each.order_id, idempotency_key, head, context: context ?? null, traceparent: traceparentOf(openTransaction(), each.request_id) };
  }

  private delivery(event: NewEvent, target: SubscribedEndpoint | null, previous: number | null, inSeconds: number, batch: BatchBounds | null): NewDelivery {
    const id = newId('whd');
    const facts = { context: target?.player_context_enabled ? event.context : null, previous_sequence: previous, transaction_id: id };
    // What waits for a webhook is brought to its version when one takes it.
    const body = this.bodies.stored(event.type, event.head, facts, target?.api_version ?? this.bodies.today);
    return { id, event_id: event.id, endpoint_id: target?.endpoint_id ?? null, ...body, in_seconds: batch ? Math.max(inSeconds, batch.max_seconds) : inSeconds, is_batched: batch !== null };
  }
}
