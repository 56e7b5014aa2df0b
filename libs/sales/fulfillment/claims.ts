import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Queries } from '#platform/cqrs/doors';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { unixSeconds, unixSecondsOrNull } from '#platform/kernel/clock';
import { Command, Query } from '#platform/kernel/messages';
import { GetOrder } from '#sales/orders/queries';
import type { Grantable } from '#store/offers/queries';
import { GrantNotFound, GrantTakenBack, OrderGoingBack } from './contracts/errors.js';
import { Grants } from './grants.js';
import type { GrantRow } from './rows.js';

export const CLAIM_STATES = ['claimable', 'claimed', 'revoked'] as const;
export type ClaimState = (typeof CLAIM_STATES)[number];

/** A grant as the client that collects it sees it. */
export interface ClaimView {
  grant_id: string;
  order_id: string;
  player_id: string;
  state: ClaimState;
  items: Omit<Grantable, 'is_system'>[];
  /** Names the effect, as that of `item.add`: what was credited once under it is not credited again. */
  idempotency_key: string;
  granted_at: number;
  claimed_at: number | null;
  revoked_at: number | null;
}

export interface ClaimPage {
  data: ClaimView[];
  has_more: boolean;
  next_cursor: string | null;
}

const STATE_OF: Readonly<Record<string, ClaimState>> = { claimable: 'claimable', acknowledged: 'claimed', revoked: 'revoked' };
const STORED: Readonly<Record<ClaimState, GrantRow['state']>> = { claimable: 'claimable', claimed: 'acknowledged', revoked: 'revoked' };

type Shown = Pick<GrantRow, 'id' | 'order_id' | 'player_id' | 'state' | 'items' | 'requested_at' | 'acknowledged_at' | 'ended_at'>;

function view(row: Shown): ClaimView {
  return {
    grant_id: row.id, order_id: row.order_id, player_id: row.player_id, state: STATE_OF[row.state]!,
    items: row.items.map(({ price_minor: _price, currency: _currency, is_system: _never, nested_items, ...item }) => ({ ...item, nested_items: nested_items?.map(({ is_system: _system, ...nested }) => nested) ?? null })),
    idempotency_key: `idmpt_item.add.${row.id}`, granted_at: unixSeconds(row.requested_at), claimed_at: unixSecondsOrNull(row.acknowledged_at), revoked_at: unixSecondsOrNull(row.ended_at),
  };
}

/** Grants of a player by id: those that can be claimed unless another state is asked for. */
export class ListClaims extends Query<ClaimPage> {
  constructor(readonly filter: { player_id: string; state: ClaimState; limit: number; starting_after: string | null }) { super(); }
}

@QueryHandler(ListClaims)
export class ListClaimsHandler implements IQueryHandler<ListClaims> {
  constructor(private readonly database: Database) {}

  async execute({ filter }: ListClaims): Promise<ClaimPage> {
    const rows = await this.database.query<Shown>(
      // Parts that went back after they were collected stand among the revoked ones, each by itself.
      `SELECT id, order_id, player_id, state, items, requested_at, acknowledged_at, ended_at FROM fulfillment.grant_entry WHERE game_id = $1 AND player_id = $2 AND mode = 'claim' AND state = $3 AND ($4::text IS NULL OR id > $4)
       UNION ALL
       SELECT id, order_id, player_id, state, items, requested_at, acknowledged_at, ended_at FROM fulfillment.taken_part WHERE game_id = $1 AND player_id = $2 AND mode = 'claim' AND state = 'revoked' AND $3 = 'revoked' AND ($4::text IS NULL OR id > $4)
       ORDER BY id LIMIT $5`,
      [currentScope().gameId, filter.player_id, STORED[filter.state], filter.starting_after, filter.limit + 1],
    );
    const data = rows.slice(0, filter.limit).map(view);
    const has_more = rows.length > filter.limit;
    return { data, has_more, next_cursor: has_more ? data.at(-1)!.grant_id : null };
  }
}

/**
 * Collects a grant, once over all time; whoever comes later is told that it was collected (`is_earlier`). `player_id`: only if it is hers. Throws `fulfillment.grant_not_found`,
 * `fulfillment.grant_taken_back` (409), `fulfillment.order_going_back` (409).
 */
export class ClaimGrant extends Command<{ grant: ClaimView; is_earlier: boolean }> {
  static readonly context = 'sales/fulfillment';
  constructor(readonly input: { grant_id: string; player_id: string | null; by: 'player' | 'server' }) { super(); }
}

@CommandHandler(ClaimGrant)
export class ClaimGrantHandler implements ICommandHandler<ClaimGrant> {
  constructor(private readonly grants: Grants, private readonly queries: Queries, private readonly database: Database) {}

  async execute({ input }: ClaimGrant): Promise<{ grant: ClaimView; is_earlier: boolean }> {
    const row = await this.find(input);
    if (row.state === 'claimable') {
      // While its money is being asked back nothing can be taken from an order: nobody could take it away again.
      const { status, refunded } = await this.queries.ask(new GetOrder(row.order_id));
      if (status === 'paid' && refunded.has_open_part) throw new OrderGoingBack(status);
      if (status !== 'paid') throw status === 'refunded' || status === 'canceled' ? new GrantTakenBack() : new OrderGoingBack(status);
      const claimed = await this.grants.claim(row.id, input.by);
      if (claimed) return { grant: view(claimed), is_earlier: false };
    }
    // Somebody was faster: a claim, or the refund.
    const after = row.state === 'claimable' ? await this.find(input) : row;
    if (after.state !== 'acknowledged') throw new GrantTakenBack();
    return { grant: view(after), is_earlier: true };
  }

  private async find({ grant_id, player_id }: ClaimGrant['input']): Promise<GrantRow> {
    const row = await this.database.one<GrantRow>(
      `SELECT * FROM fulfillment.grant_entry WHERE game_id = $1 AND id = $2 AND mode = 'claim' AND ($3::text IS NULL OR player_id = $3)`, [currentScope().gameId, grant_id, player_id]);
    if (!row) throw new GrantNotFound();
    return row;
  }
}
