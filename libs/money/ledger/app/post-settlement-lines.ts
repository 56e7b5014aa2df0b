import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { PostSettlementLines } from '../contracts/commands.js';
import { settlementEntry, type JournalEntry } from '../domain/entries.js';
import { JournalRepository } from '../infra/journal.repository.js';

@CommandHandler(PostSettlementLines)
export class PostSettlementLinesHandler implements ICommandHandler<PostSettlementLines> {
  constructor(private readonly journal: JournalRepository) {}
  async execute({ input }: PostSettlementLines) {
    const entries = input.lines.map(settlementEntry).filter((entry): entry is JournalEntry => entry !== null);
    return { posted: await this.journal.append(input.studio_id, entries) };
  }
}
