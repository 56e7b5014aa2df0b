import { Injectable } from '@nestjs/common';
import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Commands, Queries } from '#platform/cqrs/doors';
import { currentScope } from '#platform/database/store';
import { Command, Query } from '#platform/kernel/messages';
import type { Scope } from '#platform/kernel/scope';
import { EXPORTED_MAX, HoldsPersonalData, type PersonalDataHolder, type Subject } from '#platform/personal-data/personal-data';
import { AppealRepository } from '../infra/appeal.repository.js';
import { AttemptRepository } from '../infra/attempt.repository.js';
import { ListRepository } from '../infra/list.repository.js';
import { ReviewRepository } from '../infra/review.repository.js';
import { RiskKeys } from '../infra/risk-keys.js';
import { SaidRepository } from '../infra/said.repository.js';

type Exported = Record<string, readonly object[]>;

class GetRiskData extends Query<Exported> {
  constructor(readonly playerIds: readonly string[]) { super(); }
}

@QueryHandler(GetRiskData)
export class GetRiskDataHandler implements IQueryHandler<GetRiskData> {
  constructor(
    private readonly attempts: AttemptRepository, private readonly lists: ListRepository, private readonly appeals: AppealRepository, private readonly reviews: ReviewRepository, private readonly said: SaidRepository,
    private readonly keys: RiskKeys,
  ) {}

  async execute({ playerIds }: GetRiskData): Promise<Exported> {
    return {
      judged_attempts: await this.attempts.ofPlayers(playerIds, EXPORTED_MAX),
      payment_history: await this.attempts.accountsOf(playerIds),
      risk_list_entries: await this.lists.ofPlayers(keysOf(playerIds, this.keys), playerIds, EXPORTED_MAX),
      risk_appeals: await this.appeals.ofPlayers(playerIds, EXPORTED_MAX),
      payment_reviews: await this.reviews.ofPlayers(playerIds, EXPORTED_MAX),
      risk_signals: (await this.said.signalsOf(playerIds)).map(({ value, ...signal }) => ({ ...signal, value: value === null ? null : Number(value) })),
    };
  }
}

class EraseRiskData extends Command<number> {
  static readonly context = 'sales/risk';
  constructor(readonly playerIds: readonly string[], readonly alias: string) { super(); }
}

@CommandHandler(EraseRiskData)
export class EraseRiskDataHandler implements ICommandHandler<EraseRiskData> {
  constructor(
    private readonly attempts: AttemptRepository, private readonly lists: ListRepository, private readonly appeals: AppealRepository, private readonly reviews: ReviewRepository, private readonly said: SaidRepository,
    private readonly keys: RiskKeys,
  ) {}

  async execute({ playerIds, alias }: EraseRiskData): Promise<number> {
    const counts = [
      await this.attempts.erase(playerIds), await this.lists.erasePlayers(keysOf(playerIds, this.keys)), await this.appeals.erase(playerIds), await this.reviews.erase(playerIds, alias), await this.said.erase(playerIds),
    ];
    return counts.reduce((sum, each) => sum + each, 0);
  }
}

const keysOf = (playerIds: readonly string[], keys: RiskKeys): string[] => playerIds.flatMap((id) => keys.ofPlayer(id, currentScope().gameId));

/** Nothing that names her has to be kept: whoever is erased is a stranger again. That a card, an address or an e-mail is listed stays: it names nobody, and ends. */
@Injectable()
@HoldsPersonalData('sales/risk')
export class RiskData implements PersonalDataHolder {
  constructor(private readonly commands: Commands, private readonly queries: Queries) {}

  exported(playerIds: readonly string[], scope: Scope): Promise<Exported> {
    return this.queries.ask(new GetRiskData(playerIds), scope);
  }

  erase({ player_id, alias }: Subject, scope: Scope): Promise<number> {
    return this.commands.execute(new EraseRiskData([player_id, alias], alias), scope);
  }
}
