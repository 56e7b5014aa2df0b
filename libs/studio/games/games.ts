import { Logger } from '@nestjs/common';
import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Database, violates } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { ScopeMissing, STUDIO_ADMIN } from '#platform/http/authentication';
import { Clock, unixSeconds } from '#platform/kernel/clock';
import { newId } from '#platform/kernel/ids';
import { RecentKeys } from '#platform/limits/limits';
import { Versions } from '#platform/versions/versions';
import { CreateGame, CreateStudio } from './contracts/commands.js';
import { GameNotFound, SlugTaken, StudioNotFound } from './contracts/errors.js';
import { GetApiVersion, GetEnvironment, GetGame, GetGameOfStudio, GetSellerName, GetStudioName, ListGames, RequireStudio, type Environment, type GameView } from './contracts/queries.js';
import { ChangeGame } from './commands.js';
import { movedTo, pinnedAsOf } from './pinned-version.js';
import { asOf, LIMIT_OF_LIVE_USD_MINOR, wished } from './four-eyes-limit.js';
import { GameRows, StudioRows, type GameRow } from './rows.js';

function view(row: GameRow, now: Date): GameView {
  return {
    id: row.id, studio_id: row.studio_id, title_id: row.title_id, environment: row.environment, name: row.name, slug: row.slug, default_country: row.default_country, default_locale: row.default_locale,
    locales: row.locales, auto_refunds_per_hour_max: row.auto_refunds_per_hour_max, auto_refunds_percent_max: row.auto_refunds_percent_max, unacknowledged_refund_hours: row.unacknowledged_refund_hours, psp_fee_bearer: row.psp_fee_bearer,
    refund_if_used: row.refund_if_used, refund_if_transferred: row.refund_if_transferred, refund_if_unanswered: row.refund_if_unanswered, ...asOf(row, now), ...pinnedAsOf(row, now), created_at: unixSeconds(row.created_at),
  };
}

@CommandHandler(CreateStudio)
export class CreateStudioHandler implements ICommandHandler<CreateStudio> {
  constructor(private readonly database: Database) {}
  async execute({ input }: CreateStudio) {
    await this.database.rows(StudioRows).insert({ id: input.studio_id, name: input.name });
    return { studio_id: input.studio_id };
  }
}

@CommandHandler(CreateGame)
export class CreateGameHandler implements ICommandHandler<CreateGame> {
  constructor(private readonly database: Database, private readonly versions: Versions) {}
  async execute({ input }: CreateGame) {
    const title_id = newId('ttl');
    const ids = { sandbox: newId('gam'), live: newId('gam') };
    try {
      await this.database.rows(GameRows).insert((['sandbox', 'live'] as const).map((environment) => ({
        id: ids[environment], studio_id: input.studio_id, title_id, environment, name: input.name, slug: input.slug,
        default_country: input.default_country ?? 'US', default_locale: input.default_locale ?? 'en', locales: input.locales ?? ['en', 'de'],
        four_eyes_above_usd_minor: environment === 'live' ? LIMIT_OF_LIVE_USD_MINOR : null, api_version: this.versions.newest,
      })));
    } catch (error) {
      if (violates((error as { driverError?: unknown }).driverError, 'game_slug_key')) throw new SlugTaken(input.slug);
      throw error;
    }
    return { title_id, sandbox_game_id: ids.sandbox, live_game_id: ids.live };
  }
}

@CommandHandler(ChangeGame)
export class ChangeGameHandler implements ICommandHandler<ChangeGame> {
  private readonly logger = new Logger('Games');

  constructor(private readonly database: Database, private readonly clock: Clock, private readonly versions: Versions) {}
  async execute({ changes: { four_eyes_above_usd_minor: limit, api_version: version, ...changes }, mayRaise }: ChangeGame) {
    const { gameId } = currentScope();
    const now = this.clock.now();
    const row = await this.database.one<GameRow>('SELECT * FROM games.game WHERE id = $1 FOR UPDATE', [gameId]);
    if (!row) throw new GameNotFound();
    const { is_raised, ...fourEyes } = limit === undefined ? { is_raised: false } : wished(row, limit, now);
    if (is_raised && !mayRaise) throw new ScopeMissing(STUDIO_ADMIN);
    const pinned = version === undefined ? {} : movedTo(row, this.versions.pinnable(version, now), now);
    await this.database.rows(GameRows).update({ id: gameId }, { ...changes, ...fourEyes, ...pinned, modified_at: now });
    if (is_raised) this.logger.warn({ msg: 'a game will ask a second person less often', game_id: gameId, actor: currentScope().actor.id });
  }
}

@QueryHandler(GetGame)
export class GetGameHandler implements IQueryHandler<GetGame> {
  constructor(private readonly database: Database, private readonly clock: Clock) {}
  async execute(): Promise<GameView> {
    const row = await this.database.one<GameRow>('SELECT * FROM games.game WHERE id = $1', [currentScope().gameId]);
    if (!row) throw new GameNotFound();
    return view(row, this.clock.now());
  }
}

@QueryHandler(GetEnvironment)
export class GetEnvironmentHandler implements IQueryHandler<GetEnvironment> {
  /** Of this process, for ever. */
  private readonly known = new RecentKeys<Environment>();
  constructor(private readonly database: Database) {}

  async execute(): Promise<Environment> {
    const { gameId } = currentScope();
    const known = this.known.get(gameId);
    if (known) return known;
    const row = await this.database.one<Pick<GameRow, 'environment'>>('SELECT environment FROM games.game WHERE id = $1', [gameId]);
    if (!row) throw new GameNotFound();
    this.known.set(gameId, row.environment);
    return row.environment;
  }
}

@QueryHandler(GetApiVersion)
export class GetApiVersionHandler implements IQueryHandler<GetApiVersion> {
  constructor(private readonly database: Database) {}
  async execute(): Promise<string> {
    const row = await this.database.one<Pick<GameRow, 'api_version'>>('SELECT api_version FROM games.game WHERE id = $1', [currentScope().gameId]);
    if (!row) throw new GameNotFound();
    return row.api_version;
  }
}

@QueryHandler(GetGameOfStudio)
export class GetGameOfStudioHandler implements IQueryHandler<GetGameOfStudio> {
  constructor(private readonly database: Database, private readonly clock: Clock) {}
  async execute({ gameId }: GetGameOfStudio): Promise<GameView> {
    const row = await this.database.one<GameRow>('SELECT * FROM games.game WHERE id = $1 AND studio_id = $2', [gameId, currentScope().studioId ?? null]);
    if (!row) throw new GameNotFound();
    return view(row, this.clock.now());
  }
}

@QueryHandler(ListGames)
export class ListGamesHandler implements IQueryHandler<ListGames> {
  constructor(private readonly database: Database, private readonly clock: Clock) {}
  async execute(): Promise<GameView[]> {
    const now = this.clock.now();
    return (await this.database.query<GameRow>('SELECT * FROM games.game ORDER BY title_id, environment DESC LIMIT 1000')).map((row) => view(row, now));
  }
}

@QueryHandler(GetStudioName)
export class GetStudioNameHandler implements IQueryHandler<GetStudioName> {
  constructor(private readonly database: Database) {}
  async execute(): Promise<string | null> {
    return (await this.database.one<{ name: string }>('SELECT name FROM games.studio WHERE id = $1', [currentScope().studioId ?? null]))?.name ?? null;
  }
}

@QueryHandler(GetSellerName)
export class GetSellerNameHandler implements IQueryHandler<GetSellerName> {
  constructor(private readonly database: Database) {}
  async execute(): Promise<string> {
    const row = await this.database.one<{ name: string }>('SELECT s.name FROM games.game g JOIN games.studio s ON s.id = g.studio_id WHERE g.id = $1', [currentScope().gameId]);
    if (!row) throw new GameNotFound();
    return row.name;
  }
}

@QueryHandler(RequireStudio)
export class RequireStudioHandler implements IQueryHandler<RequireStudio> {
  constructor(private readonly database: Database) {}
  async execute(): Promise<string> {
    const row = await this.database.one<{ id: string }>('SELECT id FROM games.studio WHERE id = $1', [currentScope().studioId ?? null]);
    if (!row) throw new StudioNotFound();
    return row.id;
  }
}
