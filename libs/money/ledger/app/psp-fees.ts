import { Injectable } from '@nestjs/common';
import { Outbox } from '#platform/outbox/outbox';
import { feeTrueUpEntry, type EstimatedFee, type KnownFee, type SettledFee } from '../domain/psp-fees.js';
import { JournalRepository } from '../infra/journal.repository.js';
import { PspFeesRepository } from '../infra/psp-fees.repository.js';
import { ExchangedSettlements, feeSettled } from './exchanged-settlements.js';

/** Fees that only the settlement report tells: noted with their money and with their line, booked and announced in the transaction in which both are known. */
@Injectable()
export class PspFees {
  constructor(private readonly fees: PspFeesRepository, private readonly journal: JournalRepository, private readonly outbox: Outbox, private readonly exchanged: ExchangedSettlements) {}

  async estimated(studioId: string | null, fees: readonly EstimatedFee[]): Promise<void> {
    await this.book(studioId, await this.fees.estimated(fees));
    await this.exchanged.passOn(studioId, fees.map(({ payment_id }) => payment_id));
  }

  /** `bearer`: who bears the fees of sales that an earlier build has booked without one. */
  async settled(studioId: string, fees: readonly SettledFee[], bearer: 'studio' | 'operator'): Promise<void> {
    await this.book(studioId, await this.fees.settled(fees));
    await this.book(studioId, await this.fees.estimated(await this.fees.booked(bearer)));
  }

  private async book(studioId: string | null, known: readonly KnownFee[]): Promise<void> {
    await this.journal.append(studioId, known.flatMap((fee) => feeTrueUpEntry(fee) ?? []));
    for (const fee of known) this.outbox.record(feeSettled(fee));
  }
}
