import { Injectable } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Commands } from '#platform/cqrs/doors';
import { Database } from '#platform/database/database';
import { Housekeeps, gamesHaving, type Chore } from '#platform/housekeeping/chores';
import { Clock } from '#platform/kernel/clock';
import { Command } from '#platform/kernel/messages';
import { systemScope, type Scope } from '#platform/kernel/scope';
import { HoldsPersonalData, type PersonalDataHolder, type Subject } from '#platform/personal-data/personal-data';
import { PersonalTraces } from '#platform/personal-data/traces';
import { GdprRequestsRepository } from './gdpr-requests.repository.js';

class EraseExports extends Command<number> {
  static readonly context = 'player/consents';
  constructor(readonly playerId: string) { super(); }
}

@CommandHandler(EraseExports)
export class EraseExportsHandler implements ICommandHandler<EraseExports> {
  constructor(private readonly requests: GdprRequestsRepository, private readonly traces: PersonalTraces) {}

  async execute({ playerId }: EraseExports): Promise<number> {
    const about = (await this.requests.kept()).filter(({ players }) => players.some(({ player_id }) => player_id === playerId));
    return (await this.requests.removeDocuments(about.map(({ id }) => id))) + (await this.traces.forgetAnswersAbout(playerId));
  }
}

/** Copies that were made for a player, and what is kept for repetitions of requests about her. */
@Injectable()
@HoldsPersonalData('player/consents')
export class ExportsHeld implements PersonalDataHolder {
  constructor(private readonly commands: Commands) {}

  async exported(): Promise<Record<string, readonly object[]>> {
    return {};
  }

  erase({ player_id }: Subject, scope: Scope): Promise<number> {
    return this.commands.execute(new EraseExports(player_id), scope);
  }
}

class RemoveExports extends Command<number> {
  static readonly context = 'player/consents';
  constructor(readonly max: number) { super(); }
}

@CommandHandler(RemoveExports)
export class RemoveExportsHandler implements ICommandHandler<RemoveExports> {
  constructor(private readonly requests: GdprRequestsRepository, private readonly clock: Clock) {}
  execute({ max }: RemoveExports): Promise<number> {
    return this.requests.removeExpired(this.clock.now(), max);
  }
}

@Injectable()
@Housekeeps('consents.remove-exports')
export class RemoveExportsChore implements Chore {
  constructor(private readonly database: Database, private readonly commands: Commands, private readonly clock: Clock) {}

  due(after: string): Promise<string[]> {
    return gamesHaving(this.database, 'consents.gdpr_request', after, 'document_expires_at <= $2', [this.clock.now()]);
  }

  step(gameId: string, max: number): Promise<number> {
    return this.commands.execute(new RemoveExports(max), systemScope(gameId, 'consents.remove-exports'));
  }
}
