import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { PostSettlementLines, type SettlementLine } from '../contracts/commands.js';
import { settlementEntry, type JournalEntry } from '../domain/entries.js';
import type { ExchangedLine } from '../domain/settlement-exchange.js';
import { JournalRepository } from '../infra/journal.repository.js';
import { ExchangedSettlements } from './exchanged-settlements.js';
import { PspFees } from './psp-fees.js';

@CommandHandler(PostSettlementLines)
export class PostSettlementLinesHandler implements ICommandHandler<PostSettlementLines> {
  constructor(private readonly journal: JournalRepository, private readonly fees: PspFees, private readonly exchanged: ExchangedSettlements) {}
  async execute({ input }: PostSettlementLines) {
    const lines = input.lines.filter((line) => line.exchange === undefined);
    const noted = await this.exchanged.note(input.lines.filter(isExchanged));
    const posted = await this.journal.append(input.studio_id, lines.map(settlementEntry).filter((entry): entry is JournalEntry => entry !== null));
    const untold = lines.filter(({ kind, fees_status }) => kind === 'capture' && fees_status === 'estimated');
    await this.fees.settled(input.studio_id, untold.map(({ payment_id, provider, currency, fee_minor, line_id }) => ({ payment_id, provider, currency, settled_minor: BigInt(fee_minor), line_id })), input.psp_fee_bearer ?? 'studio');
    return { posted: posted + (lines.length < input.lines.length ? await this.exchanged.book(input.studio_id, noted) : 0) };
  }
}

function isExchanged(line: SettlementLine): line is ExchangedLine {
  return line.exchange !== undefined;
}
