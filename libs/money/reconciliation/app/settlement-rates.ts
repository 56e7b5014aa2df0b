import { Injectable } from '@nestjs/common';
import type { SettlementExchange } from '#money/ledger/commands';
import { ConvertAmount } from '#money/fx/queries';
import { Queries } from '#platform/cqrs/doors';
import { exponentOf, parseCurrency } from '#platform/kernel/currency';
import { minorToNumber } from '#platform/kernel/money';
import type { Scope } from '#platform/kernel/scope';
import { Rate } from '#platform/kernel/rational';
import type { UnpostedLine } from '../contracts/queries.js';

/** By which rate the books take what was settled in another currency: that of the day of the settlement, and where none is known the provider's own. */
@Injectable()
export class SettlementRates {
  constructor(private readonly queries: Queries) {}

  /** Null for a line that was settled in the currency in which it was paid, and for a fee that stands alone. */
  async exchangeOf(line: UnpostedLine, provider: string, scope: Scope): Promise<SettlementExchange | null> {
    const { presentment, booked_fee_minor, order_id } = line;
    if (presentment === undefined || line.kind === 'fee') return null;
    const [paid, settled, date] = [parseCurrency(presentment.currency), parseCurrency(line.currency), new Date(line.settled_at * 1_000).toISOString().slice(0, 10)];
    const about = { currency: paid, gross_minor: presentment.gross_minor, booked_fee_minor, provider_rate: presentment.rate, order_id };
    const worth = await this.queries.ask(new ConvertAmount({ minor: BigInt(presentment.gross_minor - booked_fee_minor), from: paid, to: settled, date }), scope);
    const fee = await this.queries.ask(new ConvertAmount({ minor: BigInt(line.fee_minor), from: settled, to: paid, date }), scope);
    if (worth && fee) return { ...about, rate: worth.rate, rate_date: worth.rate_date, rate_source: worth.source, worth_minor: minorToNumber(worth.minor), fee_minor: minorToNumber(fee.minor) };
    // Without a rate of the day nothing says what the provider's was worse.
    const perMinor = Rate.decimal(presentment.rate).times(Rate.of(10n ** BigInt(exponentOf(settled)), 10n ** BigInt(exponentOf(paid))));
    return {
      ...about, rate: presentment.rate, rate_date: date, rate_source: provider, worth_minor: line.fees_status === 'estimated' ? line.gross_minor : line.net_minor,
      fee_minor: minorToNumber(Rate.of(1n, 1n).over(perMinor).applyTo(BigInt(line.fee_minor), 'half_away_from_zero')),
    };
  }
}
