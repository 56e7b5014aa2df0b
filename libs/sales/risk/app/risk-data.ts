import { Injectable } from '@nestjs/common';
import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Command, Query } from '#platform/kernel/messages';
import type { Scope } from '#platform/kernel/scope';
import { EXPORTED_MAX, HoldsPersonalData, type PersonalDataHolder, type Subject } from '#platform/personal-data/personal-data';
import { AttemptRepository } from '../infra/attempt.repository.js';

class GetRiskData extends Query<object[]> {
  constructor(readonly playerIds: readonly string[]) { super(); }
}

@QueryHandler(GetRiskData)
export class GetRiskDataHandler implements IQueryHandler<GetRiskData> {
  constructor(private readonly attempts: AttemptRepository) {}
  execute({ playerIds }: GetRiskData): Promise<object[]> {
    return this.attempts.ofPlayers(playerIds, EXPORTED_MAX);
  }
}

class EraseRiskData extends Command<number> {
  static readonly context = 'sales/risk';
  constructor(readonly playerIds: readonly string[]) { super(); }
}

@CommandHandler(EraseRiskData)
export class EraseRiskDataHandler implements ICommandHandler<EraseRiskData> {
  constructor(private readonly attempts: AttemptRepository) {}
  execute({ playerIds }: EraseRiskData): Promise<number> {
    return this.attempts.erase(playerIds);
  }
}

/** Nothing of it has to be kept: whoever is erased is a stranger again. */
@Injectable()
@HoldsPersonalData('sales/risk')
export class RiskData implements PersonalDataHolder {
  constructor(private readonly commands: Commands, private readonly queries: Queries) {}

  async exported(playerIds: readonly string[], scope: Scope): Promise<Record<string, readonly object[]>> {
    return { judged_attempts: await this.queries.ask(new GetRiskData(playerIds), scope) };
  }

  erase({ player_id, alias }: Subject, scope: Scope): Promise<number> {
    return this.commands.execute(new EraseRiskData([player_id, alias]), scope);
  }
}
