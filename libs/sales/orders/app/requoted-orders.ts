import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { Clock } from '#platform/kernel/clock';
import type { OrderRow } from '../infra/rows.js';
import type { PriceOfOrder, TaxOfOrder } from './order-quotes.js';
import { OrderSignals } from './order-signals.js';

/** Writes a new price and tax onto an order that is locked and open. */
@Injectable()
export class RequotedOrders {
  constructor(private readonly database: Database, private readonly signals: OrderSignals, private readonly clock: Clock) {}

  async write(row: OrderRow, price: PriceOfOrder, taxed: TaxOfOrder): Promise<void> {
    await this.database.execute(
      `UPDATE orders.order SET email = $3, country = $4, country_source = $5, region = $6, postcode = $7, currency = $8, lines = $9, amount_before_discount_minor = $10,
              listed_minor = $11, tax = $12, tax_refusal_code = $13, quoted_on = $14, amount_minor = $15, undiscounted_minor = $16, modified_at = $17
        WHERE game_id = $1 AND id = $2`,
      [
        row.game_id, row.id, row.email, row.country, row.country_source, row.region, row.postcode, price.currency, JSON.stringify(price.lines), price.amount_before_discount_minor,
        price.listed_minor, taxed.tax && JSON.stringify(taxed.tax), taxed.tax_refusal_code, taxed.quoted_on, taxed.amount_minor, taxed.undiscounted_minor,
        this.clock.now(),
      ],
    );
    this.signals.changed(row.id);
  }
}
