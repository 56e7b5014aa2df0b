import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { PostSettlementLines } from '../contracts/commands.js';
import { settlementEntry, type JournalEntry } from '../domain/entries.js';
import { JournalRepository } from '../infra/journal.repository.js';
import { PspFees } from './psp-fees.js';

@CommandHandler(PostSettlementLines)
export class PostSettlementLinesHandler implements ICommandHandler<PostSettlementLines> {
  constructor(private readonly journal: JournalRepository, private readonly fees: PspFees) {}
  async execute({ input }: PostSettlementLines) {
    const entries = input.lines.map(settlementEntry).filter((entry): entry is JournalEntry => entry !== null);
    const posted = await this.journal.append(input.studio_id, entries);
    const untold = input.lines.filter(({ kind, fees_status }) => kind === 'capture' && fees_status === 'estimated');
    await this.fees.settled(input.studio_id, untold.map(({ payment_id, provider, currency, fee_minor, line_id }) => ({ payment_id, provider, currency, settled_minor: BigInt(fee_minor), line_id })), input.psp_fee_bearer ?? 'studio');
    return { posted };
  }
}
