import { Injectable } from '@nestjs/common';
import { minorToNumber } from '#platform/kernel/money';
import { Outbox } from '#platform/outbox/outbox';
import { PaymentExchanged, PspFeeSettled } from '../contracts/events.js';
import type { JournalEntry } from '../domain/entries.js';
import type { KnownFee } from '../domain/psp-fees.js';
import { exchangedSettlementEntries, passedOnEntries, positionAccount, type ExchangedFee, type ExchangedLine } from '../domain/settlement-exchange.js';
import { JournalRepository } from '../infra/journal.repository.js';
import { PspFeesRepository } from '../infra/psp-fees.repository.js';
import { SettlementExchangeRepository, type FxPositions } from '../infra/settlement-exchange.repository.js';

/**
 * What was settled in another currency than it was paid in. A line is booked with its note, once, whoever books it at the same time; what of a payment was exchanged before is read from the journal under a lock that whoever moves it
 * takes, always after the rows of fees.
 */
@Injectable()
export class ExchangedSettlements {
  constructor(private readonly exchanges: SettlementExchangeRepository, private readonly fees: PspFeesRepository, private readonly journal: JournalRepository, private readonly outbox: Outbox) {}

  /** Notes lines. Answers those that are new, in the order in which they are booked: what came before what went. */
  async note(lines: readonly ExchangedLine[]): Promise<ExchangedLine[]> {
    const noted = await this.exchanges.note(lines);
    const fresh = lines.filter(({ provider, line_id }) => noted.has(`${provider} ${line_id}`));
    await this.fees.awaited(fresh.filter(({ kind, fees_status }) => kind === 'capture' && fees_status === 'estimated').map(({ payment_id, provider, exchange: { currency } }) => ({ payment_id, provider, currency })));
    return fresh.sort((one, other) => Number(other.exchange.gross_minor > 0) - Number(one.exchange.gross_minor > 0));
  }

  /** Books what was noted, and passes on the fees of all payments of which everything is known. Answers how many lines it has booked. */
  async book(studioId: string, noted: readonly ExchangedLine[]): Promise<number> {
    const known = await this.exchanges.settledFees(null);
    const positions = await this.exchanges.take([...noted, ...known].map(({ payment_id }) => payment_id));
    const entries = noted.flatMap((line) => {
      const account = positionAccount(line.exchange.currency, line.currency);
      const { entries: own, after } = exchangedSettlementEntries(line, positions.of(line.payment_id, account));
      positions.set(line.payment_id, account, after);
      return own;
    });
    await this.journal.append(studioId, [...entries, ...this.passedOn(known, positions)]);
    await this.announce(noted);
    return noted.length;
  }

  /** The money of payments was booked: passes on what their providers have kept of it by then in another currency. */
  async passOn(studioId: string | null, paymentIds: readonly string[]): Promise<void> {
    if (paymentIds.length === 0) return;
    const known = await this.exchanges.settledFees(paymentIds);
    if (known.length === 0) return;
    await this.journal.append(studioId, this.passedOn(known, await this.exchanges.take(known.map(({ payment_id }) => payment_id))));
  }

  private passedOn(known: readonly (KnownFee & { exchanged: ExchangedFee })[], positions: FxPositions): JournalEntry[] {
    return known.flatMap((fee) => {
      const account = positionAccount(fee.currency, fee.exchanged.settled_currency);
      const { entries, after } = passedOnEntries(fee, positions.of(fee.payment_id, account));
      positions.set(fee.payment_id, account, after);
      this.outbox.record(feeSettled(fee));
      return entries;
    });
  }

  private async announce(noted: readonly ExchangedLine[]): Promise<void> {
    const captures = noted.filter(({ kind }) => kind === 'capture');
    const orders = await this.exchanges.ordersOf(captures.filter(({ exchange }) => exchange.order_id === null).map(({ payment_id }) => payment_id));
    for (const { payment_id, provider, line_id, currency, gross_minor, fee_minor, net_minor, exchange } of captures) {
      this.outbox.record(new PaymentExchanged('payment', payment_id, {
        payment_id, order_id: exchange.order_id ?? orders.get(payment_id) ?? null, provider, line_id, currency: exchange.currency, gross_minor: exchange.gross_minor, settlement_currency: currency, settled_gross_minor: gross_minor,
        settled_fee_minor: fee_minor, settled_net_minor: net_minor, provider_rate: exchange.provider_rate, rate: exchange.rate, rate_date: exchange.rate_date, rate_source: exchange.rate_source,
      }));
    }
  }
}

export function feeSettled({ payment_id, order_id, provider, currency, settled_minor, estimated_minor, bearer, is_of_sale, line_id }: KnownFee): PspFeeSettled {
  return new PspFeeSettled('payment', payment_id, {
    payment_id, order_id, provider, currency, psp_fee_minor: minorToNumber(settled_minor), estimated_minor: minorToNumber(estimated_minor), psp_fee_bearer: bearer, is_of_sale, line_id,
  });
}
