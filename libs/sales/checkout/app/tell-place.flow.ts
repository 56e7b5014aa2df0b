import { Injectable } from '@nestjs/common';
import { Calls, Commands, Queries } from '#platform/cqrs/doors';
import { Limits } from '#platform/limits/limits';
import type { Scope } from '#platform/kernel/scope';
import { CheckTaxId, withTaxEngine } from '#money/tax/queries';
import { ChangeOrderPlace } from '#sales/orders/commands';
import { GetOrderDetails } from '#sales/orders/queries';
import { TaxIdsToldTooOften } from '../contracts/errors.js';

type Told = Omit<ChangeOrderPlace['input'], 'country_source'>;

/** Of one order, so that nobody goes through numbers here until one fits. */
const TAX_IDS = { capacity: 10, perSecond: 1 / 60 } as const;

/** What the buyer tells of herself, her place and her business, as it comes from the page. The register of tax ids is asked before anything is changed; the quote finds what it said. */
@Injectable()
export class TellPlaceFlow {
  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly calls: Calls, private readonly limits: Limits) {}

  async tell(told: Told, scope: Scope): Promise<void> {
    if (told.business) await this.check(told, told.business.tax_id, scope);
    await withTaxEngine(this.calls, scope, () => this.commands.execute(new ChangeOrderPlace({ ...told, country_source: 'buyer' }), scope));
  }

  private async check(told: Told, taxId: string, scope: Scope): Promise<void> {
    const { allowed, retryAfterSeconds } = await this.limits.take(`checkout:tax-id:${told.order_id}`, TAX_IDS);
    if (!allowed) throw new TaxIdsToldTooOften(retryAfterSeconds);
    const order = await this.queries.ask(new GetOrderDetails(told.order_id), scope);
    const country = told.country ?? order.country;
    if (country === null) return;
    const kept = country === order.country ? { region: order.region, postcode: order.postcode } : { region: null, postcode: null };
    await this.calls.ask(new CheckTaxId({ country, region: told.region ?? kept.region, postcode: told.postcode ?? kept.postcode }, taxId), scope);
  }
}
