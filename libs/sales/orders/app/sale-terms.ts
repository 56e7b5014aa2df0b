import { Injectable } from '@nestjs/common';
import { Queries } from '#platform/cqrs/doors';
import { openTransaction, type OpenTransaction } from '#platform/database/store';
import { invariant } from '#platform/kernel/errors';
import { minorToNumber } from '#platform/kernel/money';
import { ComputePlatformFee } from '#money/fees/queries';
import { GetGame, type GameView } from '#studio/games/queries';
import type { OrderPaidFact } from '../contracts/events.js';
import { sellerOf } from '../contracts/queries.js';
import type { OrderFactTold } from '../domain/settle.js';
import type { OrderRow } from '../infra/rows.js';

type Captured = Extract<OrderFactTold, { kind: 'captured' }>;

interface Terms {
  game: Promise<GameView>;
  fees: Map<string, Promise<{ fee_minor: number }>>;
}

/** On which terms an order is sold: whose game, which fee. A batch asks once for its game and once for each different fee. */
@Injectable()
export class SaleTerms {
  private readonly ofBatch = new WeakMap<OpenTransaction, Terms>();

  constructor(private readonly queries: Queries) {}

  async saleOf(row: OrderRow, capture: Captured): Promise<OrderPaidFact> {
    invariant(row.tax && row.country && row.email && row.receipt_number && row.paid_at, `The order ${row.id} was paid without tax, place, e-mail or receipt`);
    const game = await this.terms().game;
    const fee = await this.fee({ studio_id: game.studio_id, net_minor: row.tax.net_minor, currency: row.currency, date: row.paid_at.toISOString().slice(0, 10), method: capture.method ?? null });
    return {
      order_id: row.id, player_id: row.player_id, status: 'paid', studio_id: game.studio_id, payment_id: capture.payment_id, provider: capture.provider, currency: row.currency,
      total_minor: minorToNumber(row.amount_minor), net_minor: row.tax.net_minor, tax_minor: row.tax.tax_minor, tax: row.tax, country: row.country, region: row.region,
      psp_fee_minor: capture.psp_fee_minor, ...(capture.fees_status ? { fees_status: capture.fees_status } : {}), psp_fee_bearer: sellerOf(row.tax) === 'studio' ? 'studio' : game.psp_fee_bearer, platform_fee_minor: fee.fee_minor, locale: row.locale,
      receipt_number: row.receipt_number, paid_at: capture.captured_at,
    };
  }

  private terms(): Terms {
    const open = openTransaction();
    const known = this.ofBatch.get(open);
    if (known) return known;
    const made: Terms = { game: this.queries.ask(new GetGame()), fees: new Map() };
    this.ofBatch.set(open, made);
    return made;
  }

  private fee(sale: ComputePlatformFee['input']): Promise<{ fee_minor: number }> {
    const { fees } = this.terms();
    const key = `${sale.net_minor} ${sale.currency} ${sale.date} ${sale.method}`;
    const known = fees.get(key);
    if (known) return known;
    const asked = this.queries.ask(new ComputePlatformFee(sale));
    fees.set(key, asked);
    return asked;
  }
}
