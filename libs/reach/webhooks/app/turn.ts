import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Commands } from '#platform/cqrs/doors';
import { currentScope } from '#platform/database/store';
import { Command } from '#platform/kernel/messages';
import { ClaimDeliveries, FinishAttempts, type Claim, type EndedAttempt, type GivenUp } from './attempts.js';

export interface Turn extends Claim {
  givenUp: GivenUp[];
}

/** What a worker does between two looks at its attempts, in one transaction: commits what has come of some, and takes more. Nothing is taken where `claim` is null. */
export class TakeTurn extends Command<Turn> {
  static readonly context = 'reach/webhooks';
  constructor(readonly ended: readonly EndedAttempt[], readonly claim: ClaimDeliveries | null) { super(); }
}

@CommandHandler(TakeTurn)
export class TakeTurnHandler implements ICommandHandler<TakeTurn> {
  constructor(private readonly commands: Commands) {}

  async execute({ ended, claim }: TakeTurn): Promise<Turn> {
    const scope = currentScope();
    const givenUp = ended.length > 0 ? await this.commands.execute(new FinishAttempts(ended), scope) : [];
    return { givenUp, ...(claim ? await this.commands.execute(claim, scope) : { claimed: 0, tasks: [] }) };
  }
}
