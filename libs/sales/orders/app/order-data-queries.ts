import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { Query } from '#platform/kernel/messages';
import { EXPORTED_MAX, IDS_AT_A_TIME, type Hindrance } from '#platform/personal-data/personal-data';
import { PersonalTraces } from '#platform/personal-data/traces';
import { GetOrderEmails, ListOrderIdsOfPlayers } from '../contracts/queries.js';

const READ_AT_A_TIME = 10_000;

@QueryHandler(ListOrderIdsOfPlayers)
export class ListOrderIdsOfPlayersHandler implements IQueryHandler<ListOrderIdsOfPlayers> {
  constructor(private readonly database: Database) {}

  async execute({ playerIds, after }: ListOrderIdsOfPlayers): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `SELECT id FROM orders.order WHERE game_id = $1 AND player_id = ANY($2::text[]) AND id > $3 ORDER BY id LIMIT ${IDS_AT_A_TIME}`, [currentScope().gameId, playerIds, after]);
    return rows.map(({ id }) => id);
  }
}

@QueryHandler(GetOrderEmails)
export class GetOrderEmailsHandler implements IQueryHandler<GetOrderEmails> {
  constructor(private readonly database: Database) {}

  async execute({ orderIds }: GetOrderEmails): Promise<Record<string, string>> {
    const rows = await this.database.query<{ id: string; email: string }>(
      'SELECT id, email FROM orders.order WHERE game_id = $1 AND id = ANY($2::text[]) AND email IS NOT NULL LIMIT 500', [currentScope().gameId, orderIds]);
    return Object.fromEntries(rows.map(({ id, email }) => [id, email]));
  }
}

/** One page of the game's orders, and the players of those with this e-mail: what is typed at a checkout stands nowhere else. */
export class FindBuyersByEmail extends Query<{ found: string[]; last: string | null }> {
  constructor(readonly email: string, readonly after: string) { super(); }
}

@QueryHandler(FindBuyersByEmail)
export class FindBuyersByEmailHandler implements IQueryHandler<FindBuyersByEmail> {
  constructor(private readonly database: Database) {}

  async execute({ email, after }: FindBuyersByEmail): Promise<{ found: string[]; last: string | null }> {
    const row = await this.database.one<{ found: string[] | null; last: string | null; read: bigint }>(
      `SELECT array_agg(DISTINCT player_id) FILTER (WHERE lower(email) = $2) AS found, max(id) AS last, count(*) AS read
         FROM (SELECT id, player_id, email FROM orders.order WHERE game_id = $1 AND id > $3 ORDER BY id LIMIT ${READ_AT_A_TIME}) AS page`,
      [currentScope().gameId, email, after]);
    return { found: row!.found ?? [], last: Number(row!.read) < READ_AT_A_TIME ? null : row!.last };
  }
}

/** What of the orders of these players is under way. */
export class ListOrderHindrances extends Query<Hindrance[]> {
  constructor(readonly playerIds: readonly string[]) { super(); }
}

@QueryHandler(ListOrderHindrances)
export class ListOrderHindrancesHandler implements IQueryHandler<ListOrderHindrances> {
  constructor(private readonly database: Database, private readonly traces: PersonalTraces) {}

  async execute({ playerIds }: ListOrderHindrances): Promise<Hindrance[]> {
    const rows = await this.database.query<{ id: string; status: string }>('SELECT id, status FROM orders.order WHERE game_id = $1 AND player_id = ANY($2::text[]) ORDER BY id DESC LIMIT 5000', [currentScope().gameId, playerIds]);
    const has = (status: string): boolean => rows.some((row) => row.status === status);
    return [
      ...(has('captured') ? [{ reason: 'order_being_paid', yields: false }] : []),
      ...(has('refund_requested') ? [{ reason: 'refund_open', yields: false }] : []),
      ...(has('disputed') ? [{ reason: 'dispute_open', yields: false }] : []),
      ...((await this.traces.areFactsWaiting(rows.map(({ id }) => id))) ? [{ reason: 'facts_on_their_way', yields: true }] : []),
    ];
  }
}

export class GetOrderData extends Query<object[]> {
  constructor(readonly playerIds: readonly string[]) { super(); }
}

@QueryHandler(GetOrderData)
export class GetOrderDataHandler implements IQueryHandler<GetOrderData> {
  constructor(private readonly database: Database) {}

  async execute({ playerIds }: GetOrderData): Promise<object[]> {
    const rows = await this.database.query<{ entry: object }>(
      `SELECT to_jsonb(o) AS entry FROM (
         SELECT id, player_id, status, source, email, country, country_source, region, postcode, locale, platform, currency, amount_minor, tax, receipt_number, metadata, player_info, redirect_settings, ui_settings,
                ip_address, user_agent, return_url, back_to_game_url, back_to_store_url, created_at, paid_at, refunded_at,
                (SELECT f->'business' FROM jsonb_array_elements(facts) AS f WHERE f->>'kind' = 'business_told') AS business,
                (SELECT jsonb_agg(jsonb_build_object('sku', l->'sku', 'name', l->'name', 'quantity', l->'quantity', 'total_minor', l->'total_minor')) FROM jsonb_array_elements(lines) AS l) AS lines
           FROM orders.order WHERE game_id = $1 AND player_id = ANY($2::text[]) ORDER BY id DESC LIMIT ${EXPORTED_MAX}) AS o`,
      [currentScope().gameId, playerIds]);
    return rows.map(({ entry }) => entry);
  }
}
