import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { currentScope, openTransaction } from '#platform/database/store';
import { Clock } from '#platform/kernel/clock';
import { newId } from '#platform/kernel/ids';
import { Outbox } from '#platform/outbox/outbox';
import { Signals } from '#platform/signals/signals';
import { GrantAcknowledged, GrantClaimRevoked, GrantDeclined, GrantRequested, GrantRevocationRequested, GrantVoided, type GrantedItem, type GrantFact } from './contracts/events.js';
import type { GrantRow } from './rows.js';

export interface GrantWanted {
  order_id: string;
  player_id: string;
  items: GrantedItem[];
  mode: GrantRow['mode'];
  /** What the game has kept for it. */
  reservation_id: string | null;
  /** The API request that led to it. */
  request_id: string | null;
}

type Changed = Pick<GrantRow, 'id' | 'order_id' | 'player_id' | 'state' | 'items' | 'reason' | 'reservation_id'>;

const RETURNING = 'RETURNING id, order_id, player_id, state, items, reason, reservation_id';
const fact = (row: Changed, reason = row.reason): GrantFact => ({ grant_id: row.id, order_id: row.order_id, player_id: row.player_id, items: row.items, reason, ...(row.reservation_id ? { reservation_id: row.reservation_id } : {}) });

/** Every change of a grant: one conditional statement for the whole batch, the facts that follow from the rows it touched, and a signal to open pages. */
@Injectable()
export class Grants {
  constructor(private readonly database: Database, private readonly outbox: Outbox, private readonly clock: Clock, private readonly signals: Signals) {}

  /** Makes the grants of paid orders; an order that has one already, or that went back meanwhile, keeps what it has. Answers the reservations that the made ones use up. */
  async request(wanted: readonly GrantWanted[]): Promise<string[]> {
    const made = await this.database.query<Changed>(
      `INSERT INTO fulfillment.grant_entry (game_id, id, order_id, player_id, mode, state, items, reason, requested_at, acknowledged_at, reservation_id)
       SELECT $1, g.id, g.order_id, g.player_id, g.mode, CASE WHEN g.items = '[]'::jsonb THEN 'acknowledged' WHEN g.mode = 'claim' THEN 'claimable' ELSE 'requested' END, g.items, 'Order paid ' || g.order_id,
              $2::timestamptz, CASE WHEN g.items = '[]'::jsonb THEN $2::timestamptz END, g.reservation_id
         FROM unnest($3::text[], $4::text[], $5::text[], $6::jsonb[], $7::text[], $8::text[]) AS g(id, order_id, player_id, items, mode, reservation_id)
       ON CONFLICT (game_id, order_id) DO NOTHING ${RETURNING}`,
      [
        currentScope().gameId, this.clock.now(), wanted.map(() => newId('grt')), wanted.map((each) => each.order_id), wanted.map((each) => each.player_id), wanted.map((each) => JSON.stringify(each.items)),
        wanted.map((each) => (each.items.length > 0 ? each.mode : 'push')), wanted.map((each) => each.reservation_id),
      ],
    );
    const causes = new Map(wanted.map((each) => [each.order_id, each.request_id]));
    // An order of system items alone has nothing that a game could be told, and of what is to be claimed nobody is told.
    for (const row of made) {
      if (row.state === 'requested') this.outbox.record(new GrantRequested('grant', row.id, fact(row)).causedBy(causes.get(row.order_id)));
      if (row.state === 'acknowledged') this.outbox.record(new GrantAcknowledged('grant', row.id, fact(row)).causedBy(causes.get(row.order_id)));
    }
    this.tell(made);
    return made.flatMap((row) => row.reservation_id ?? []);
  }

  async acknowledge(grantIds: readonly string[]): Promise<void> {
    const changed = await this.database.query<Changed>(
      `UPDATE fulfillment.grant_entry SET state = 'acknowledged', acknowledged_at = $3 WHERE game_id = $1 AND id = ANY($2::text[]) AND state = 'requested' ${RETURNING}`,
      [currentScope().gameId, grantIds, this.clock.now()],
    );
    this.outbox.record(...changed.map((row) => new GrantAcknowledged('grant', row.id, fact(row))));
    this.tell(changed);
  }

  /** The one claim of a grant; undefined where it is not to be claimed (any more). */
  async claim(grantId: string, by: 'player' | 'server'): Promise<GrantRow | undefined> {
    const row = await this.database.one<GrantRow>(
      `UPDATE fulfillment.grant_entry SET state = 'acknowledged', acknowledged_at = $3, claimed_by = $4 WHERE game_id = $1 AND id = $2 AND mode = 'claim' AND state = 'claimable' RETURNING *`,
      [currentScope().gameId, grantId, this.clock.now(), by],
    );
    if (!row) return undefined;
    this.outbox.record(new GrantAcknowledged('grant', row.id, fact(row)));
    this.tell([row]);
    return row;
  }

  /** `because`: the game said nothing for too long, which is no better. */
  async decline(declined: readonly { grant_id: string; message: string }[], because?: 'unacknowledged'): Promise<void> {
    const changed = await this.database.query<Changed & { decline_message: string }>(
      `UPDATE fulfillment.grant_entry g SET state = 'declined', decline_message = d.message, ended_at = $4
         FROM unnest($2::text[], $3::text[]) AS d(id, message) WHERE g.game_id = $1 AND g.id = d.id AND g.state = 'requested'
       RETURNING g.id, g.order_id, g.player_id, g.state, g.items, g.reason, g.reservation_id, g.decline_message`,
      [currentScope().gameId, declined.map((each) => each.grant_id), declined.map((each) => each.message), this.clock.now()],
    );
    this.outbox.record(...changed.map((row) => new GrantDeclined('grant', row.id, { ...fact(row), message: row.decline_message, ...(because ? { because } : {}) })));
    this.tell(changed);
  }

  /**
   * Takes back what orders were granted. What the game has acknowledged it has to remove; what it has not is voided, so that no later
   * attempt or claim grants it. What a client has collected nobody can be told to remove: it is revoked at once, and the client finds it so. An order whose grant is not made yet gets a void one: its payment, heard of later, grants nothing.
   */
  async takeBack(orders: readonly Omit<GrantWanted, 'items' | 'mode' | 'reservation_id'>[], reason: (orderId: string) => string): Promise<void> {
    const { gameId } = currentScope();
    const ids = orders.map((each) => each.order_id);
    await this.database.execute(
      `INSERT INTO fulfillment.grant_entry (game_id, id, order_id, player_id, state, items, reason, requested_at, ended_at)
       SELECT $1, g.id, g.order_id, g.player_id, 'voided', '[]', 'Order went back before it was granted', $2::timestamptz, $2::timestamptz FROM unnest($3::text[], $4::text[], $5::text[]) AS g(id, order_id, player_id)
       ON CONFLICT (game_id, order_id) DO NOTHING`,
      [gameId, this.clock.now(), ids.map(() => newId('grt')), ids, orders.map((each) => each.player_id)],
    );
    const changed = await this.database.query<Changed & Pick<GrantRow, 'mode'>>(
      `UPDATE fulfillment.grant_entry
          SET state = CASE WHEN items = '[]'::jsonb THEN 'revoked' WHEN state IN ('requested', 'claimable') THEN 'voided' WHEN mode = 'claim' THEN 'revoked' ELSE 'revoking' END,
              ended_at = CASE WHEN state IN ('requested', 'claimable') OR mode = 'claim' OR items = '[]'::jsonb THEN $3::timestamptz END
        WHERE game_id = $1 AND order_id = ANY($2::text[]) AND state IN ('requested', 'claimable', 'acknowledged') ${RETURNING}, mode`,
      [gameId, ids, this.clock.now()],
    );
    const causes = new Map(orders.map((each) => [each.order_id, each.request_id]));
    for (const row of changed) {
      if (row.mode === 'claim' && row.state === 'revoked') this.outbox.record(new GrantClaimRevoked('grant', row.id, fact(row, reason(row.order_id))).causedBy(causes.get(row.order_id)));
      if (row.mode === 'push' && row.state === 'voided') this.outbox.record(new GrantVoided('grant', row.id, fact(row, reason(row.order_id))).causedBy(causes.get(row.order_id)));
      if (row.state === 'revoking') this.outbox.record(new GrantRevocationRequested('grant', row.id, fact(row, reason(row.order_id))).causedBy(causes.get(row.order_id)));
    }
    this.tell(changed);
  }

  /** The game has removed them. */
  async removed(grantIds: readonly string[]): Promise<void> {
    this.tell(await this.database.query<Changed>(
      `UPDATE fulfillment.grant_entry SET state = 'revoked', ended_at = $3 WHERE game_id = $1 AND id = ANY($2::text[]) AND state IN ('revoking', 'voided') AND mode <> 'claim' ${RETURNING}`,
      [currentScope().gameId, grantIds, this.clock.now()],
    ));
  }

  private tell(rows: readonly Changed[]): void {
    openTransaction().afterCommit.push(() => {
      for (const row of rows) this.signals.publish(`order:${row.order_id}`, 'changed');
    });
  }
}
