import { type CurrencyCode } from '#platform/kernel/currency';
import { Query } from '#platform/kernel/messages';

/** An amount in another currency, with what it rests on. */
export interface Conversion {
  /** Minor units of the currency asked for, half away from zero. */
  minor: bigint;
  /** Major units of the target for one major unit of the source, a decimal of at most 12 places; the amount was taken with the exact ratio. */
  rate: string;
  /** `YYYY-MM-DD` of the rates used: the latest day that is not after the day asked for. */
  rate_date: string;
  source: string;
}

/** Converts minor units as of a day (`YYYY-MM-DD`). Null when a rate is not known: nothing is guessed. */
export class ConvertAmount extends Query<Conversion | null> {
  constructor(readonly input: { minor: bigint; from: CurrencyCode; to: CurrencyCode; date: string }) {
    super();
  }
}

/** The value in US dollars (cents) as of a day, null when no rate is known. */
export class GetUsdValue extends Query<Conversion | null> {
  constructor(readonly input: { minor: bigint; currency: CurrencyCode; date: string }) {
    super();
  }
}
