import { SCA_COUNTRIES } from '../contracts/sca-countries.js';

export type Exemption = 'low_value' | 'tra';

/** What the operator has set for a country. `tra_up_to_minor`: in EUR or GBP, whichever is paid in. */
export interface ExemptionRule {
  country: string;
  low_value: boolean;
  tra_up_to_minor: number | null;
}

/** Delegated Regulation (EU) 2018/389, Art. 16: 30 EUR. In pounds less, to be below it at any rate of exchange. Other currencies are asked for nothing: their amount in euro changes by the day. */
const LOW_VALUE_MINOR: Readonly<Record<string, number>> = { EUR: 3_000, GBP: 2_500 };

/** Of which payment. `card_country` is null where it is not known before it is charged. */
export interface ScaSale {
  country: string | null;
  card_country: string | null;
  currency: string;
  amount_minor: number;
}

/** For what the bank is asked not to ask the cardholder; null: for nothing. The bank may still ask, and a decline for want of it is followed by the question. */
export function exemptionFor(rules: readonly ExemptionRule[], { country, card_country, currency, amount_minor }: ScaSale): Exemption | null {
  const rule = rules.find((each) => each.country === country);
  const limit = LOW_VALUE_MINOR[currency];
  // Outside of these countries nobody has to ask, and there is nothing to be exempt from.
  if (!rule || limit === undefined || !SCA_COUNTRIES.includes(rule.country) || (card_country !== null && !SCA_COUNTRIES.includes(card_country))) return null;
  if (rule.low_value && amount_minor <= limit) return 'low_value';
  return rule.tra_up_to_minor !== null && amount_minor <= rule.tra_up_to_minor ? 'tra' : null;
}
