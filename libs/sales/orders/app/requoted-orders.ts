import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { Clock } from '#platform/kernel/clock';
import type { OrderRow } from '../infra/rows.js';
import { SealedOrders } from '../infra/sealed-orders.js';
import type { PriceOfOrder, TaxOfOrder } from './order-quotes.js';
import { OrderSignals } from './order-signals.js';

/** Writes a new price and tax onto an order that is locked and open, with the place and the business that they are of. */
@Injectable()
export class RequotedOrders {
  constructor(private readonly database: Database, private readonly seals: SealedOrders, private readonly signals: OrderSignals, private readonly clock: Clock) {}

  async write(row: OrderRow, price: PriceOfOrder, taxed: TaxOfOrder): Promise<void> {
    const { currency, lines, amount_before_discount_minor, listed_minor } = price;
    const { tax, tax_refusal_code, quoted_on, amount_minor, undiscounted_minor } = taxed;
    const modified_at = this.clock.now();
    const seal = this.seals.next({ ...row, currency, lines, amount_before_discount_minor, listed_minor, tax, tax_refusal_code, quoted_on, amount_minor, undiscounted_minor, modified_at });
    await this.database.execute(
      `UPDATE orders.order SET email = $3, country = $4, country_source = $5, region = $6, postcode = $7, currency = $8, lines = $9, amount_before_discount_minor = $10,
              listed_minor = $11, tax = $12, tax_refusal_code = $13, quoted_on = $14, amount_minor = $15, undiscounted_minor = $16, modified_at = $17, seal = $18, facts = $19
        WHERE game_id = $1 AND id = $2`,
      [
        row.game_id, row.id, row.email, row.country, row.country_source, row.region, row.postcode, currency, JSON.stringify(lines), amount_before_discount_minor,
        listed_minor, tax && JSON.stringify(tax), tax_refusal_code, quoted_on, amount_minor, undiscounted_minor, modified_at, seal, JSON.stringify(row.facts),
      ],
    );
    this.signals.changed(row.id);
  }
}
