import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Queries } from '#platform/cqrs/doors';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { Clock } from '#platform/kernel/clock';
import { invariant } from '#platform/kernel/errors';
import { minorToNumber } from '#platform/kernel/money';
import { GetPlayer } from '#player/players/queries';
import { ListNoLongerSold } from '#store/offers/queries';
import { NotLiveReady } from '#studio/onboarding/errors';
import { MayTakeMoney } from '#studio/onboarding/queries';
import { LockOrderForPayment, type PaymentLock } from '../contracts/commands.js';
import { BuyerIncomplete, NoLongerAvailable, OrderNotPayable, PlaceRefused, PlayerBanned, TotalOutdated } from '../contracts/errors.js';
import { sellerOf, type OrderTax } from '../contracts/queries.js';
import { OPEN } from '../domain/transitions.js';
import { OrdersRepository } from '../infra/orders.repository.js';
import { NOTE_OF_LOCKED } from '../infra/place-evidence.repository.js';
import type { OrderRow } from '../infra/rows.js';
import { WAIVER_OF_LOCKED } from '../infra/waivers.repository.js';
import { INCOMPLETE, OrderQuotes } from './order-quotes.js';
import { OrderSignals } from './order-signals.js';

type HeldRow = Pick<OrderRow, 'id' | 'amount_minor' | 'currency' | 'country' | 'player_id' | 'email' | 'tax'>;

interface LockedRow extends HeldRow, Pick<OrderRow, 'region' | 'postcode'> {
  tax: OrderTax;
  /** What is bought, line by line. */
  items: { item_id: string; sku: string }[];
}

@CommandHandler(LockOrderForPayment)
export class LockOrderForPaymentHandler implements ICommandHandler<LockOrderForPayment> {
  constructor(
    private readonly database: Database,
    private readonly orders: OrdersRepository,
    private readonly quotes: OrderQuotes,
    private readonly queries: Queries,
    private readonly signals: OrderSignals,
    private readonly clock: Clock,
  ) {}

  async execute({ input }: LockOrderForPayment): Promise<PaymentLock> {
    const taken = await this.lock(input);
    if (taken) await this.lookAgain(taken);
    const locked = taken ?? (await this.refuse(input));
    invariant(locked.country !== null && locked.email !== null, 'An order was locked without place or e-mail');
    this.signals.changed(locked.id);
    return {
      order_id: locked.id, amount_minor: minorToNumber(locked.amount_minor), currency: locked.currency, country: locked.country, player_id: locked.player_id, email: locked.email, seller: sellerOf(locked.tax),
    };
  }

  /**
   * Decides and changes in one statement: of any number of attempts at one time exactly one gets the order. One that was ended while this waited for it has `expired_at`: its time may lie
   * after ours, which was taken before we waited.
   */
  private lock(input: LockOrderForPayment['input']): Promise<LockedRow | undefined> {
    const pieces = input.evidence ?? [];
    return this.database.one<LockedRow>(
      `WITH before AS (SELECT id, status, version FROM orders.order WHERE game_id = $1 AND id = $2 FOR UPDATE),
            locked AS (UPDATE orders.order o
                          SET status = 'captured', version = before.version + 1, payment_id = $3, locked_at = $4, modified_at = $4,
                              immediate_delivery_requested_at = CASE WHEN $6 THEN $4 ELSE o.immediate_delivery_requested_at END
                         FROM before
                        WHERE o.game_id = $1 AND o.id = before.id AND before.status IN ('created', 'reattempted') AND o.expired_at IS NULL AND o.expires_at > $4 AND o.amount_minor = $5 AND o.currency = $8
                          AND o.tax IS NOT NULL AND o.tax_refusal_code IS NULL AND o.quoted_on = $7 AND o.email IS NOT NULL
                    RETURNING o.id, o.amount_minor, o.currency, o.country, o.country_source, o.region, o.postcode, o.player_id, o.email, o.tax, o.lines, o.version, before.status AS was),
            told AS (INSERT INTO orders.order_transition (game_id, order_id, version, from_status, to_status, cause_kind, cause_id, at)
                     SELECT $1, id, version, was, 'captured', 'payment.locked', $3, $4 FROM locked),
            noted AS (${NOTE_OF_LOCKED}),
            waived AS (${WAIVER_OF_LOCKED})
       SELECT id, amount_minor, currency, country, region, postcode, player_id, email, tax,
              (SELECT jsonb_agg(jsonb_build_object('item_id', line->>'item_id', 'sku', line->>'sku')) FROM jsonb_array_elements(locked.lines) AS line) AS items
         FROM locked`,
      [
        currentScope().gameId, input.order_id, input.payment_id, this.clock.now(), input.expected_total_minor, input.immediate_delivery_requested, this.quotes.today(), input.expected_currency,
        pieces.map((each) => each.kind), pieces.map((each) => each.country), pieces.map((each) => each.told_by),
        input.waiver?.version ?? null, input.waiver?.locale ?? null, input.waiver?.words ?? null,
      ],
    );
  }

  /**
   * What may have changed since the order was made: a ban of its player, what is sold, where and by whom, and whether its game takes money. The price stays. The questions leave together, and what they refuse
   * takes the lock back with the transaction.
   */
  private async lookAgain({ player_id, items, tax, amount_minor, currency, ...place }: LockedRow): Promise<void> {
    const [player, gone, mayTakeMoney, { block, seller }] = await Promise.all([
      this.queries.ask(new GetPlayer(player_id)), this.queries.ask(new ListNoLongerSold([...new Set(items.map(({ item_id }) => item_id))])), this.queries.ask(new MayTakeMoney()),
      this.quotes.saleNow(place),
    ]);
    if (!mayTakeMoney) throw new NotLiveReady();
    if (player?.banned) throw new PlayerBanned();
    if (block === INCOMPLETE) throw new BuyerIncomplete(['postcode']);
    if (block !== null) throw new PlaceRefused(block);
    // Another sells there by now: she is shown so before she pays.
    if (seller !== sellerOf(tax)) throw new TotalOutdated({ total_minor: minorToNumber(amount_minor), currency, tax });
    if (gone.length > 0) throw new NoLongerAvailable([...new Set(items.filter(({ item_id }) => gone.includes(item_id)).map(({ sku }) => sku))]);
  }

  /** Says why the order was not locked; an attempt that holds it already gets it again. */
  private async refuse(input: LockOrderForPayment['input']): Promise<HeldRow> {
    const row = await this.orders.find(input.order_id);
    if (row.status === 'captured') {
      if (row.payment_id === input.payment_id) return row;
      throw new OrderNotPayable('in_progress');
    }
    if (!OPEN.has(row.status)) throw new OrderNotPayable(row.paid_at && row.status === 'paid' ? 'paid' : 'ended');
    if (row.expired_at !== null || row.expires_at <= this.clock.now()) throw new OrderNotPayable('expired');
    if (row.tax_refusal_code) throw new OrderNotPayable('place_refused');
    const missing = [...(row.email === null ? ['email'] : []), ...(row.tax === null ? await this.quotes.missingOfPlace(row) : [])];
    if (missing.length > 0) throw new BuyerIncomplete(missing);
    throw new TotalOutdated({ total_minor: minorToNumber(row.amount_minor), currency: row.currency, tax: row.tax });
  }
}
