import { Injectable } from '@nestjs/common';
import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { Command, Query } from '#platform/kernel/messages';
import type { Scope } from '#platform/kernel/scope';
import { HoldsPersonalData, type Identity, type PersonalDataHolder, type Subject } from '#platform/personal-data/personal-data';
import { PersonalTraces } from '#platform/personal-data/traces';
import { SessionsRepository } from '../infra/sessions.repository.js';

class FindPlayersOfUser extends Query<string[]> {
  constructor(readonly userId: string) { super(); }
}

@QueryHandler(FindPlayersOfUser)
export class FindPlayersOfUserHandler implements IQueryHandler<FindPlayersOfUser> {
  constructor(private readonly database: Database) {}

  async execute({ userId }: FindPlayersOfUser): Promise<string[]> {
    const rows = await this.database.query<{ player_id: string }>('SELECT player_id FROM sign_in.hub_user WHERE game_id = $1 AND id = $2 AND player_id IS NOT NULL', [currentScope().gameId, userId]);
    return rows.map(({ player_id }) => player_id);
  }
}

class GetSignInData extends Query<Record<string, object[]>> {
  constructor(readonly playerIds: readonly string[]) { super(); }
}

@QueryHandler(GetSignInData)
export class GetSignInDataHandler implements IQueryHandler<GetSignInData> {
  constructor(private readonly database: Database) {}

  async execute({ playerIds }: GetSignInData): Promise<Record<string, object[]>> {
    const values = [currentScope().gameId, playerIds];
    const users = await this.database.query<{ entry: object }>(`SELECT to_jsonb(u) - 'game_id' AS entry FROM sign_in.hub_user u WHERE game_id = $1 AND player_id = ANY($2::text[])`, values);
    const sessions = await this.database.query<{ entry: object }>(
      `SELECT jsonb_build_object('created_at', s.created_at, 'expires_at', s.expires_at, 'assurance', s.assurance) AS entry FROM sign_in.session s JOIN sign_in.hub_user u ON u.game_id = s.game_id AND u.id = s.user_id
        WHERE s.game_id = $1 AND u.player_id = ANY($2::text[]) ORDER BY s.id LIMIT 1000`, values);
    return { users: users.map(({ entry }) => entry), sessions: sessions.map(({ entry }) => entry) };
  }
}

/** Ends her sessions, and forgets who she was in the hub. */
class EraseUser extends Command<number> {
  static readonly context = 'player/sign-in';
  constructor(readonly playerId: string, readonly userId: string | null) { super(); }
}

@CommandHandler(EraseUser)
export class EraseUserHandler implements ICommandHandler<EraseUser> {
  constructor(private readonly database: Database, private readonly sessions: SessionsRepository, private readonly traces: PersonalTraces) {}

  async execute({ playerId, userId }: EraseUser): Promise<number> {
    const { gameId } = currentScope();
    const users = (await this.database.query<{ id: string }>('SELECT id FROM sign_in.hub_user WHERE game_id = $1 AND (player_id = $2 OR id = $3) FOR UPDATE', [gameId, playerId, userId])).map(({ id }) => id);
    for (const id of users) await this.sessions.endOfUser(id);
    const tokens = await this.database.one<{ count: bigint }>(
      `WITH gone AS (DELETE FROM sign_in.one_time_token WHERE game_id = $1 AND (player_id = $2 OR user_id = ANY($3::text[])) RETURNING token_hash),
            forgotten AS (DELETE FROM platform.route WHERE kind = 'login' AND handle IN (SELECT token_hash FROM gone))
       SELECT count(*) AS count FROM gone`, [gameId, playerId, users]);
    const gone = await this.database.execute('DELETE FROM sign_in.hub_user WHERE game_id = $1 AND id = ANY($2::text[])', [gameId, users]);
    return Number(tokens!.count) + gone + (await this.traces.forgetAnswersTo(users));
  }
}

@Injectable()
@HoldsPersonalData('player/sign-in')
export class SignInData implements PersonalDataHolder {
  constructor(private readonly commands: Commands, private readonly queries: Queries) {}

  async find({ user_id }: Identity, scope: Scope): Promise<string[]> {
    return user_id ? this.queries.ask(new FindPlayersOfUser(user_id), scope) : [];
  }

  exported(playerIds: readonly string[], scope: Scope): Promise<Record<string, readonly object[]>> {
    return this.queries.ask(new GetSignInData(playerIds), scope);
  }

  erase({ player_id, user_id }: Subject, scope: Scope): Promise<number> {
    return this.commands.execute(new EraseUser(player_id, user_id), scope);
  }
}
