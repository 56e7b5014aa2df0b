import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { GetPayee, GetTaxpayer, type Payee, type Taxpayer } from '#money/payouts/queries';
import { Clock, unixSeconds } from '#platform/kernel/clock';
import { AgreementsRepository } from '../infra/agreements.repository.js';
import { StandingRepository } from '../infra/standing.repository.js';
import { TaxpayerNumbersRepository } from '../infra/taxpayer-numbers.repository.js';

/** Payouts ask in whose name they bill, and whether they may. */
@QueryHandler(GetPayee)
export class GetPayeeHandler implements IQueryHandler<GetPayee> {
  constructor(private readonly standings: StandingRepository, private readonly agreements: AgreementsRepository, private readonly clock: Clock) {}

  async execute({ studioId }: GetPayee): Promise<Payee> {
    const company = await this.standings.approved(await this.standings.find(studioId));
    const accepted = await this.agreements.inForce(studioId, 'self_billing', this.clock.now());
    return { company: company && companyOf(company), self_billing: accepted ? { version: accepted.version, accepted_at: unixSeconds(accepted.accepted_at) } : null };
  }
}

const companyOf = ({ legal_name, address_lines, country, tax_id, registration_number }: NonNullable<Payee['company']>): NonNullable<Payee['company']> => ({ legal_name, address_lines, country, tax_id, registration_number });

/** And what a tax office is told of who is paid. */
@QueryHandler(GetTaxpayer)
export class GetTaxpayerHandler implements IQueryHandler<GetTaxpayer> {
  constructor(private readonly standings: StandingRepository, private readonly numbers: TaxpayerNumbersRepository) {}

  async execute({ studioId }: GetTaxpayer): Promise<Taxpayer> {
    const standing = await this.standings.find(studioId);
    const company = await this.standings.approved(standing);
    return {
      form: standing?.tax_form ?? null, tin: standing?.tax_form === 'w9' ? await this.numbers.find(studioId) : null,
      company: company ? { legal_name: company.legal_name, address_lines: company.address_lines, country: company.country } : null,
    };
  }
}
