import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { PostStudioMoves } from '../contracts/commands.js';
import { studioMoveEntries } from '../domain/entries.js';
import { JournalRepository } from '../infra/journal.repository.js';

@CommandHandler(PostStudioMoves)
export class PostStudioMovesHandler implements ICommandHandler<PostStudioMoves> {
  constructor(private readonly journal: JournalRepository) {}
  async execute({ input }: PostStudioMoves) {
    return { posted: await this.journal.append(input.studio_id, input.moves.flatMap(studioMoveEntries)) };
  }
}
