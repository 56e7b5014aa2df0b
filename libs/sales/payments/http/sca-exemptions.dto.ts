import { Bool, Instant, Int, ListOf, OneOf, Str } from '#platform/http/fields';
import { SCA_COUNTRIES } from '../contracts/sca-countries.js';

export class ScaExemptionFields {
  @OneOf(SCA_COUNTRIES, { name: 'ScaCountry', what: 'Of the buyer: of the EEA, or the United Kingdom' }) country: string;
  @Bool({ what: 'Ask for the exemption of small amounts: 30 EUR, 25 GBP' }) low_value: boolean;
  @Int({ nullable: true, optional: true, min: 1, max: 50_000, what: 'Ask for the one of transaction risk analysis up to this amount of EUR or GBP, as far as the fraud rate of the acquirer allows it (100, 250 or 500 EUR); null: do not' }) tra_up_to_minor?: number | null;
}

export class ScaExemptionsSet {
  @ListOf(() => ScaExemptionFields, { max: 40, what: 'All of them: what was there before goes. What neither asks for is left out' }) exemptions: ScaExemptionFields[];
}

export class ScaExemptionRead {
  @Str() country: string;
  @Bool() low_value: boolean;
  @Int({ nullable: true }) tra_up_to_minor: number | null;
}

export class ScaExemptionsRead {
  @ListOf(() => ScaExemptionRead) exemptions: ScaExemptionRead[];
  @Str({ nullable: true, what: 'Who set them; null: there are none' }) set_by: string | null;
  @Instant({ nullable: true }) set_at: number | null;
}
