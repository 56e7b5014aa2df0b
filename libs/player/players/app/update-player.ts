import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Clock } from '#platform/kernel/clock';
import { Command } from '#platform/kernel/messages';
import { PlayersRepository, type PlayerChanges } from '../infra/players.repository.js';

export type { PlayerChanges };

/** What the studio's server says of a player; makes her known where she is not. */
export class UpdatePlayer extends Command<{ id: string }> {
  static readonly context = 'player/players';
  constructor(readonly playerId: string, readonly changes: PlayerChanges) { super(); }
}

@CommandHandler(UpdatePlayer)
export class UpdatePlayerHandler implements ICommandHandler<UpdatePlayer> {
  constructor(private readonly players: PlayersRepository, private readonly clock: Clock) {}

  async execute({ playerId, changes }: UpdatePlayer) {
    // A reason belongs to a ban and ends with it.
    const written = changes.banned === false ? { ...changes, banned_reason: null } : changes;
    return { id: await this.players.write(playerId, written, this.clock.now()) };
  }
}
