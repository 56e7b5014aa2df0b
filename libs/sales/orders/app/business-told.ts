import type { Queries } from '#platform/cqrs/doors';
import { ReadTaxId } from '#money/tax/queries';
import { BusinessNeedsCountry, BusinessWithoutAddress, TaxIdDoesNotExist, TaxIdNotKnownHere, TaxIdOfOrderMalformed } from '../contracts/errors.js';
import type { BusinessBuyer } from '../contracts/queries.js';
import { tidied } from '../domain/business-buyer.js';
import type { OrderRow } from '../infra/rows.js';
import type { TaxOfOrder } from './order-quotes.js';

/** As the invoice names it. @throws BusinessNeedsCountry, BusinessWithoutAddress, TaxIdNotKnownHere, TaxIdOfOrderMalformed */
export async function readBusiness(told: BusinessBuyer, { country, region, postcode }: Pick<OrderRow, 'country' | 'region' | 'postcode'>, queries: Queries): Promise<BusinessBuyer> {
  if (country === null) throw new BusinessNeedsCountry();
  const { tax_id, ...rest } = tidied(told);
  if (rest.address_lines.length === 0) throw new BusinessWithoutAddress();
  const { status, number, territory } = await queries.ask(new ReadTaxId({ country, region, postcode }, tax_id));
  if (status === 'not_verifiable') throw new TaxIdNotKnownHere(territory);
  if (status === 'invalid') throw new TaxIdOfOrderMalformed(territory);
  return { ...rest, tax_id: number };
}

/** A number that the register has said no to is refused when it is told; of an order that is quoted anew later the tax is charged. @throws TaxIdDoesNotExist */
export function refuseUnknownNumber({ tax }: TaxOfOrder, country: string | null): void {
  if (tax?.tax_id_existence === 'invalid') throw new TaxIdDoesNotExist(country ?? '');
}
