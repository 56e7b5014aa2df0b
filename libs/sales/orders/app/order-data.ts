import { Injectable } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Database } from '#platform/database/database';
import { Routes } from '#platform/database/routes';
import { currentScope } from '#platform/database/store';
import { Clock } from '#platform/kernel/clock';
import { Command } from '#platform/kernel/messages';
import type { Scope } from '#platform/kernel/scope';
import { HoldsPersonalData, throughIds, type Hindrance, type Identity, type PersonalDataHolder, type Subject } from '#platform/personal-data/personal-data';
import { PersonalTraces } from '#platform/personal-data/traces';
import { ListOrderIdsOfPlayers } from '../contracts/queries.js';
import { CheckoutSecrets } from '../infra/checkout-secrets.js';
import { OrdersRepository } from '../infra/orders.repository.js';
import type { OrderRow } from '../infra/rows.js';
import { SealedOrders } from '../infra/sealed-orders.js';
import { FindBuyersByEmail, GetOrderData, ListOrderHindrances } from './order-data-queries.js';
import { OrderClosing } from './order-closing.js';

/** Ends what nobody has paid: an order that stays open could be paid by somebody of whom nothing is known any more. Answers how many. */
class CloseOrdersOf extends Command<number> {
  static readonly context = 'sales/orders';
  constructor(readonly playerId: string) { super(); }
}

@CommandHandler(CloseOrdersOf)
export class CloseOrdersOfHandler implements ICommandHandler<CloseOrdersOf> {
  constructor(private readonly database: Database, private readonly closing: OrderClosing, private readonly clock: Clock) {}

  async execute({ playerId }: CloseOrdersOf): Promise<number> {
    const open = await this.database.query<{ id: string }>(
      `SELECT id FROM orders.order WHERE game_id = $1 AND player_id = $2 AND status IN ('created', 'reattempted') AND expired_at IS NULL ORDER BY id LIMIT 500 FOR UPDATE`, [currentScope().gameId, playerId]);
    for (const { id } of open) await this.closing.expireNow(id, this.clock.now());
    return open.length;
  }
}

/**
 * Takes the person out of orders that are at rest. What stays is the sale: amounts, tax, receipt number, items, and the country and region in which it was taxed with how they were known, which has to be shown
 * to tax offices for ten years. So does the business on whose tax id it was invoiced; of an order that nobody paid it goes.
 */
class EraseOrders extends Command<number> {
  static readonly context = 'sales/orders';
  constructor(readonly orderIds: readonly string[], readonly subject: Subject) { super(); }
}

@CommandHandler(EraseOrders)
export class EraseOrdersHandler implements ICommandHandler<EraseOrders> {
  constructor(private readonly database: Database, private readonly orders: OrdersRepository, private readonly seals: SealedOrders, private readonly secrets: CheckoutSecrets, private readonly routes: Routes, private readonly traces: PersonalTraces, private readonly clock: Clock) {}

  async execute({ orderIds, subject }: EraseOrders): Promise<number> {
    const before = new Map((await this.orders.takeAll(orderIds)).map((row) => [row.id, row.seal]));
    const erased = await this.database.query<OrderRow>(
      `UPDATE orders.order o SET player_id = $4, email = NULL, postcode = NULL, locale = NULL, metadata = NULL, player_info = NULL, redirect_settings = NULL, ui_settings = NULL, ip_address = NULL, user_agent = NULL,
              return_url = NULL, back_to_game_url = NULL, back_to_store_url = NULL, modified_at = $5, seal = NULL, sale = CASE WHEN sale IS NOT NULL THEN (sale - 'email') || jsonb_build_object('player_id', $4::text, 'locale', NULL) END,
              facts = (SELECT coalesce(jsonb_agg(CASE WHEN f->>'kind' LIKE 'refund_%' THEN f || '{"reason": ""}' ELSE f END ORDER BY nth), '[]') FROM jsonb_array_elements(facts) WITH ORDINALITY AS told(f, nth) WHERE sale IS NOT NULL OR f->>'kind' <> 'business_told')
        WHERE o.game_id = $1 AND o.id = ANY($2::text[]) AND o.player_id = $3 AND o.status NOT IN ('captured', 'refund_requested', 'disputed') RETURNING o.*`,
      [currentScope().gameId, orderIds, subject.player_id, subject.alias, this.clock.now()]);
    await this.database.execute('UPDATE orders.order o SET seal = s.seal FROM unnest($2::text[], $3::text[]) AS s(id, seal) WHERE o.game_id = $1 AND o.id = s.id',
      [currentScope().gameId, erased.map(({ id }) => id), erased.map((row) => this.seals.next({ ...row, seal: before.get(row.id) ?? null }))]);
    await this.closeCheckouts(erased);
    return erased.length + (await this.traces.forgetFacts(orderIds, subject)) + (await this.traces.forgetAnswersTo(orderIds));
  }

  private async closeCheckouts(orders: readonly Pick<OrderRow, 'id' | 'checkout_key'>[]): Promise<void> {
    const handles = orders.map((order) => this.secrets.hashOf(order));
    await this.database.execute(`DELETE FROM platform.route WHERE kind = 'checkout' AND handle = ANY($1::text[])`, [handles]);
    for (const handle of handles) this.routes.changed('checkout', handle);
  }
}

@Injectable()
@HoldsPersonalData('sales/orders')
export class OrderData implements PersonalDataHolder {
  constructor(private readonly commands: Commands, private readonly queries: Queries) {}

  async find({ email }: Identity, scope: Scope): Promise<string[]> {
    const all = new Set<string>();
    for (let after: string | null = email ? '' : null; after !== null; ) {
      const { found, last }: { found: string[]; last: string | null } = await this.queries.ask(new FindBuyersByEmail(email!, after), scope);
      for (const playerId of found) all.add(playerId);
      after = last;
    }
    return [...all];
  }

  hindrances(playerIds: readonly string[], scope: Scope): Promise<Hindrance[]> {
    return this.queries.ask(new ListOrderHindrances(playerIds), scope);
  }

  async exported(playerIds: readonly string[], scope: Scope): Promise<Record<string, readonly object[]>> {
    return { orders: await this.queries.ask(new GetOrderData(playerIds), scope) };
  }

  async erase(subject: Subject, scope: Scope): Promise<number> {
    const closed = await this.commands.execute(new CloseOrdersOf(subject.player_id), scope);
    return closed + (await throughIds((after) => this.queries.ask(new ListOrderIdsOfPlayers([subject.player_id, subject.alias], after), scope), (ids) => this.commands.execute(new EraseOrders(ids, subject), scope)));
  }
}
