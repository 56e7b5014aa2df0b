import { Injectable } from '@nestjs/common';
import type { Statement } from '../database/database.js';
import { openTransaction, traceparentOf, type OpenTransaction } from '../database/store.js';
import { Bell } from '../bell/bell.js';
import { newId } from '../kernel/ids.js';
import type { DomainEvent } from '../kernel/messages.js';
import { Subscriptions } from './subscribers.js';

/** What has happened, written in the transaction in which it happened: one event row and one delivery row per subscriber. */
@Injectable()
export class Outbox {
  private readonly counting = new Map<string, ((event: DomainEvent) => void)[]>();

  constructor(private readonly subscriptions: Subscriptions, private readonly bell: Bell) {}

  /** Remembers the events; they are written with the commit of the open unit of work. */
  record(...events: DomainEvent[]): void {
    const open = openTransaction();
    if (open.context === null) throw new Error('A query cannot announce anything');
    open.events.push(...events);
  }

  /** Calls `count` for each event of the type once it is committed, in the process that announced it: for figures, never for effects. */
  whenCommitted<E extends DomainEvent>(type: { readonly type: string; new (...args: never[]): E }, count: (event: E) => void): void {
    this.counting.set(type.type, [...(this.counting.get(type.type) ?? []), count as (event: DomainEvent) => void]);
  }

  /** The statement that writes the remembered events; the doors send it together with the commit. */
  written(open: OpenTransaction): Statement[] {
    if (open.events.length === 0) return [];
    const ids: string[] = [];
    const deliveries = { event: [] as string[], type: [] as string[], subscriber: [] as string[] };
    for (const event of open.events) {
      const id = newId('evt');
      ids.push(id);
      for (const count of this.counting.get(event.type) ?? []) open.afterCommit.push(() => count(event));
      for (const subscription of this.subscriptions.to(event.type)) {
        deliveries.event.push(id);
        deliveries.type.push(event.type);
        deliveries.subscriber.push(subscription.name);
      }
    }
    const rung = new Set(deliveries.subscriber);
    if (rung.size > 0) open.afterCommit.push(() => this.bell.ring(...[...rung].map((name) => `outbox:${name}@${open.scope.gameId}` as const)));
    return [{
      text: `WITH written AS (
         INSERT INTO platform.outbox_event (id, game_id, type, aggregate_type, aggregate_id, payload, actor_kind, actor_id, request_id, traceparent)
         SELECT e.id, $1, e.type, e.aggregate_type, e.aggregate_id, e.payload, $2, $3, e.request_id, e.traceparent
           FROM unnest($4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::jsonb[], $13::text[]) AS e(request_id, id, type, aggregate_type, aggregate_id, payload, traceparent)
       )
       INSERT INTO platform.outbox_delivery (event_id, subscriber, game_id, type)
       SELECT d.event_id, d.subscriber, $1, d.type FROM unnest($10::text[], $11::text[], $12::text[]) AS d(event_id, subscriber, type)`,
      values: [
        open.scope.gameId, open.scope.actor.kind, open.scope.actor.id, open.events.map((e) => e.requestId ?? open.scope.requestId),
        ids, open.events.map((e) => e.type), open.events.map((e) => e.aggregateType), open.events.map((e) => e.aggregateId),
        open.events.map((e) => JSON.stringify(e.payload)),
        deliveries.event, deliveries.subscriber, deliveries.type, open.events.map((e) => e.traceparent ?? traceparentOf(open, e.requestId)),
      ],
    }];
  }
}
