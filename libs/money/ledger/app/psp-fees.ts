import { Injectable } from '@nestjs/common';
import { minorToNumber } from '#platform/kernel/money';
import { Outbox } from '#platform/outbox/outbox';
import { PspFeeSettled } from '../contracts/events.js';
import { feeTrueUpEntry, type EstimatedFee, type KnownFee, type SettledFee } from '../domain/psp-fees.js';
import { JournalRepository } from '../infra/journal.repository.js';
import { PspFeesRepository } from '../infra/psp-fees.repository.js';

/** Fees that only the settlement report tells: noted with their money and with their line, booked and announced in the transaction in which both are known. */
@Injectable()
export class PspFees {
  constructor(private readonly fees: PspFeesRepository, private readonly journal: JournalRepository, private readonly outbox: Outbox) {}

  async estimated(studioId: string | null, fees: readonly EstimatedFee[]): Promise<void> {
    await this.book(studioId, await this.fees.estimated(fees));
  }

  /** `bearer`: who bears the fees of sales that an earlier build has booked without one. */
  async settled(studioId: string, fees: readonly SettledFee[], bearer: 'studio' | 'operator'): Promise<void> {
    await this.book(studioId, await this.fees.settled(fees));
    await this.book(studioId, await this.fees.estimated(await this.fees.booked(bearer)));
  }

  private async book(studioId: string | null, known: readonly KnownFee[]): Promise<void> {
    await this.journal.append(studioId, known.flatMap((fee) => feeTrueUpEntry(fee) ?? []));
    for (const { payment_id, order_id, provider, currency, settled_minor, estimated_minor, bearer, is_of_sale, line_id } of known) {
      this.outbox.record(new PspFeeSettled('payment', payment_id, {
        payment_id, order_id, provider, currency, psp_fee_minor: minorToNumber(settled_minor), estimated_minor: minorToNumber(estimated_minor), psp_fee_bearer: bearer, is_of_sale, line_id,
      }));
    }
  }
}
