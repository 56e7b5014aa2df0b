import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { currentScope, openTransaction } from '#platform/database/store';
import { Clock } from '#platform/kernel/clock';
import type { DomainEvent } from '#platform/kernel/messages';
import { newId } from '#platform/kernel/ids';
import { Outbox } from '#platform/outbox/outbox';
import { Signals } from '#platform/signals/signals';
import type { OrderView } from '#sales/orders/queries';
import { GrantClaimRevoked, GrantPartRevocationRequested, GrantRequested, GrantVoided, type GrantedItem, type GrantFact } from './contracts/events.js';
import { grantedItems, takenItems, unitsOf } from './granted-items.js';
import type { GrantRow, TakenPartRow } from './rows.js';

/** Lines of an order whose money has gone back. Its grant is there. */
export interface PartBack {
  refund_id: string;
  order: OrderView;
  lines: { line_id: string; quantity: number }[];
  request_id: string | null;
}

const partReason = (orderId: string): string => `Order refunded in part ${orderId}`;
/** Nothing was given that could be taken back, or all of it is being taken back. */
const OVER: ReadonlySet<GrantRow['state']> = new Set(['declined', 'revoking', 'revoked', 'voided']);

/**
 * Takes lines back of what an order was granted, each refund once, under the lock of its grant. What the game has acknowledged it has to remove, these items alone; what a client has collected is revoked. What
 * nobody has is never given: a claim is lessened where it stands, and a grant that the game is being told of is voided and made anew, under another id, without these items.
 */
@Injectable()
export class TakenParts {
  constructor(private readonly database: Database, private readonly outbox: Outbox, private readonly clock: Clock, private readonly signals: Signals) {}

  async take(parts: readonly PartBack[]): Promise<void> {
    for (const part of parts) await this.one(part);
  }

  /** The game has removed them. */
  async removed(ids: readonly string[]): Promise<void> {
    await this.database.execute(`UPDATE fulfillment.taken_part SET state = 'revoked', ended_at = $3 WHERE game_id = $1 AND id = ANY($2::text[]) AND state = 'revoking'`, [currentScope().gameId, ids, this.clock.now()]);
  }

  private async one({ refund_id, order, lines, request_id }: PartBack): Promise<void> {
    const { gameId } = currentScope();
    const grant = (await this.database.one<GrantRow>('SELECT * FROM fulfillment.grant_entry WHERE game_id = $1 AND order_id = $2 FOR UPDATE', [gameId, order.id]))!;
    const earlier = await this.database.query<TakenPartRow>('SELECT * FROM fulfillment.taken_part WHERE game_id = $1 AND order_id = $2', [gameId, order.id]);
    if (earlier.some((each) => each.refund_id === refund_id)) return;
    const before = unitsOf(...earlier.map((each) => each.lines));
    const items = takenItems(order, before, unitsOf(lines));
    const part = { id: newId('grt') as string, grant, items, rest: grantedItems(order, unitsOf(...earlier.map((each) => each.lines), lines)) };
    const state = items.length === 0 || OVER.has(grant.state) ? 'void' : grant.state !== 'acknowledged' ? 'withheld' : grant.mode === 'claim' ? 'revoked' : 'revoking';
    const now = this.clock.now();
    await this.database.execute(
      `INSERT INTO fulfillment.taken_part (game_id, id, refund_id, order_id, player_id, grant_id, mode, state, lines, items, requested_at, acknowledged_at, ended_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
      [gameId, part.id, refund_id, order.id, grant.player_id, grant.id, grant.mode, state, JSON.stringify(lines), JSON.stringify(items), now, grant.acknowledged_at, state === 'revoking' ? null : now],
    );
    if (state === 'void') return;
    for (const event of await (state === 'withheld' ? this.withhold(part, now) : this.takeBack(part))) this.outbox.record(event.causedBy(request_id));
    openTransaction().afterCommit.push(() => this.signals.publish(`order:${order.id}`, 'changed'));
  }

  private async takeBack({ id, grant, items, rest }: Taken): Promise<DomainEvent[]> {
    await this.database.execute('UPDATE fulfillment.grant_entry SET items = $3 WHERE game_id = $1 AND id = $2', [grant.game_id, grant.id, JSON.stringify(rest)]);
    const fact = { order_id: grant.order_id, player_id: grant.player_id, items, reason: partReason(grant.order_id) };
    return [grant.mode === 'claim' ? new GrantClaimRevoked('grant', id, { ...fact, grant_id: id }) : new GrantPartRevocationRequested('grant', grant.id, { ...fact, grant_id: grant.id, part_id: id })];
  }

  /** Nobody is told of what is to be claimed. The game may be at this moment: what it was told is taken back whole, and it is told anew of what is left. */
  private async withhold({ grant, rest }: Taken, now: Date): Promise<DomainEvent[]> {
    const isOver = rest.length === 0;
    const told = grant.mode === 'push';
    const id = told && !isOver ? (newId('grt') as string) : grant.id;
    await this.database.execute(
      `UPDATE fulfillment.grant_entry SET id = $3, items = CASE WHEN $5 THEN items ELSE $4::jsonb END, state = CASE WHEN $5 THEN 'voided' ELSE state END, ended_at = CASE WHEN $5 THEN $6::timestamptz END WHERE game_id = $1 AND id = $2`,
      [grant.game_id, grant.id, id, JSON.stringify(rest), isOver, now],
    );
    if (!told) return [];
    const fact: GrantFact = { grant_id: grant.id, order_id: grant.order_id, player_id: grant.player_id, items: grant.items, reason: grant.reason, ...(grant.reservation_id ? { reservation_id: grant.reservation_id } : {}) };
    const voided = new GrantVoided('grant', grant.id, { ...fact, reason: partReason(grant.order_id) });
    return isOver ? [voided] : [voided, new GrantRequested('grant', id, { ...fact, grant_id: id, items: rest })];
  }
}

interface Taken {
  id: string;
  grant: GrantRow;
  items: GrantedItem[];
  rest: GrantedItem[];
}
