import { Injectable } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Commands } from '#platform/cqrs/doors';
import { DeadWork, type DeadKey } from '#platform/dead-work/dead-work';
import { Command } from '#platform/kernel/messages';
import type { Scope } from '#platform/kernel/scope';

/** Has dead work of the scope's game run again. */
class RetryDeadWork extends Command<{ retried: number }> {
  static readonly context = 'studio/staff';
  constructor(readonly keys: readonly DeadKey[]) { super(); }
}

@CommandHandler(RetryDeadWork)
export class RetryDeadWorkHandler implements ICommandHandler<RetryDeadWork> {
  constructor(private readonly dead: DeadWork) {}
  async execute({ keys }: RetryDeadWork) {
    return { retried: await this.dead.retry(keys) };
  }
}

/** Game by game, each under its own scope: nobody of the operator writes across games. Whoever is interrupted sends it again. */
@Injectable()
export class RetryDeadWorkFlow {
  constructor(private readonly commands: Commands) {}

  async run(keys: readonly DeadKey[], scope: Scope): Promise<number> {
    let retried = 0;
    for (const gameId of new Set(keys.map(({ game_id }) => game_id))) {
      const done = await this.commands.execute(new RetryDeadWork(keys.filter(({ game_id }) => game_id === gameId)), { ...scope, gameId });
      retried += done.retried;
    }
    return retried;
  }
}
