import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Clock } from '#platform/kernel/clock';
import { RememberPlayer } from '../contracts/commands.js';
import { PlayersRepository, type PlayerChanges } from '../infra/players.repository.js';

export function quantitiesBySku(balances: { sku: string; quantity: number }[]): Record<string, number> {
  return Object.fromEntries(balances.map(({ sku, quantity }) => [sku, quantity]));
}

@CommandHandler(RememberPlayer)
export class RememberPlayerHandler implements ICommandHandler<RememberPlayer> {
  constructor(private readonly players: PlayersRepository, private readonly clock: Clock) {}

  async execute({ facts: { player_id, balances, ...facts } }: RememberPlayer) {
    const changes: PlayerChanges = { ...facts, ...(balances ? { balances: quantitiesBySku(balances) } : {}) };
    return { id: await this.players.write(player_id, changes, this.clock.now()) };
  }
}
