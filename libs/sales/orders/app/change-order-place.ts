import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Clock } from '#platform/kernel/clock';
import { ChangeOrderPlace, RequoteOrder } from '../contracts/commands.js';
import { CountryLocked, OrderNotChangeable, PlaceRefused } from '../contracts/errors.js';
import { IsOrderOutdated } from '../contracts/queries.js';
import { businessOf, withBusiness } from '../domain/business-buyer.js';
import { OPEN } from '../domain/transitions.js';
import { OrdersRepository } from '../infra/orders.repository.js';
import type { OrderRow } from '../infra/rows.js';
import { refuseUnknownNumber } from './business-told.js';
import { followsCountry, OrderQuotes } from './order-quotes.js';
import { RequotedOrders } from './requoted-orders.js';

type Changes = Partial<Pick<OrderRow, 'email' | 'country' | 'country_source' | 'region' | 'postcode'>>;

/** Of these sources nobody has named the country. */
const GUESSED: ReadonlySet<string | null> = new Set(['ip_address', 'hub', null]);

@CommandHandler(ChangeOrderPlace)
export class ChangeOrderPlaceHandler implements ICommandHandler<ChangeOrderPlace> {
  constructor(private readonly orders: OrdersRepository, private readonly quotes: OrderQuotes, private readonly requoted: RequotedOrders, private readonly clock: Clock) {}

  async execute({ input }: ChangeOrderPlace): Promise<void> {
    const row = await this.orders.take(input.order_id);
    refuseUnlessOpen(row, this.clock.now());
    const changes = changesOf(row, input);
    const movesCountry = changes.country !== undefined && changes.country !== row.country;
    if (movesCountry && row.country_locked && !isFirstGuess(row, changes)) throw new CountryLocked();
    const moved = { ...row, ...changes };
    const after = await this.withBusinessOf(moved, input, movesCountry);
    const movesPlace = movesCountry || after.region !== row.region || after.postcode !== row.postcode;
    const price = movesCountry && followsCountry(row.pricing) ? await this.quotes.price(row.pricing, after.country) : row;
    const isQuotedAnew = movesPlace || input.business !== undefined || row.quoted_on !== this.quotes.today();
    const taxed = isQuotedAnew ? await this.quotes.tax(price, after, businessOf(after)?.tax_id ?? null) : row;
    if (movesPlace && taxed.tax_refusal_code) throw new PlaceRefused(taxed.tax_refusal_code);
    if (input.business) refuseUnknownNumber(taxed, after.country);
    await this.requoted.write(after, price, taxed);
  }

  /** The order with the business that was told; one that goes to another country has none any more, for its number is not of that country. Who tells a number has named its country. */
  private async withBusinessOf(row: OrderRow, { business, country_source = 'buyer' }: ChangeOrderPlace['input'], movesCountry: boolean): Promise<OrderRow> {
    if (business === undefined) return movesCountry ? { ...row, facts: withBusiness(row.facts, null) } : row;
    if (business === null) return { ...row, facts: withBusiness(row.facts, null) };
    const facts = withBusiness(row.facts, await this.quotes.business(business, row));
    return GUESSED.has(row.country_source) ? { ...row, facts, country_source } : { ...row, facts };
  }
}

@QueryHandler(IsOrderOutdated)
export class IsOrderOutdatedHandler implements IQueryHandler<IsOrderOutdated> {
  constructor(private readonly orders: OrdersRepository, private readonly quotes: OrderQuotes) {}

  async execute({ orderId }: IsOrderOutdated): Promise<boolean> {
    const row = await this.orders.find(orderId);
    return row.country !== null && (await this.quotes.isOutdated(row));
  }
}

@CommandHandler(RequoteOrder)
export class RequoteOrderHandler implements ICommandHandler<RequoteOrder> {
  constructor(private readonly orders: OrdersRepository, private readonly quotes: OrderQuotes, private readonly requoted: RequotedOrders, private readonly clock: Clock) {}

  async execute({ orderId }: RequoteOrder): Promise<{ changed: boolean }> {
    const row = await this.orders.take(orderId);
    if (!OPEN.has(row.status) || row.expired_at !== null || row.expires_at <= this.clock.now() || row.country === null || !(await this.quotes.isOutdated(row))) return { changed: false };
    await this.requoted.write(row, row, await this.quotes.tax(row, row, businessOf(row)?.tax_id ?? null));
    return { changed: true };
  }
}

/** A locked order that names no country takes the first one that is guessed; the buyer herself does not say it. */
function isFirstGuess(row: OrderRow, { country_source }: Changes): boolean {
  return row.country === null && country_source !== 'buyer' && country_source !== 'studio';
}

function refuseUnlessOpen(row: OrderRow, now: Date): void {
  if (row.status === 'captured') throw new OrderNotChangeable('a payment of it is running');
  if (!OPEN.has(row.status)) throw new OrderNotChangeable(`it is ${row.status}`);
  if (row.expired_at !== null || row.expires_at <= now) throw new OrderNotChangeable('it has expired');
}

/** Another country makes region and postcode of the old one meaningless. */
function changesOf(row: OrderRow, input: ChangeOrderPlace['input']): Changes {
  const moves = input.country !== undefined && input.country !== row.country;
  return {
    ...(input.email !== undefined ? { email: input.email } : {}),
    ...(moves ? { country: input.country, country_source: input.country_source ?? 'buyer', region: null, postcode: null } : {}),
    ...(input.region !== undefined ? { region: input.region || null } : {}),
    ...(input.postcode !== undefined ? { postcode: input.postcode || null } : {}),
  };
}
