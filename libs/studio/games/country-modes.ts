import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Config } from '#platform/config/config';
import { Queries } from '#platform/cqrs/doors';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { Clock, unixSeconds } from '#platform/kernel/clock';
import { Command } from '#platform/kernel/messages';
import { NoOwnAccount, OwnSalesOff } from './contracts/errors.js';
import { GetCountryMode, HasOwnAccount, ListCountryModes, type CountryMode, type CountryModeView } from './contracts/queries.js';

/** Says how the scope's game sells in a country. It counts at once, for orders that were made before it too, but for those that an attempt holds. Throws `games.own_psp_off`, `games.no_own_account` (409). */
export class SetCountryMode extends Command<void> {
  static readonly context = 'studio/games';
  constructor(readonly input: { country: string; mode: CountryMode; note: string | null }) { super(); }
}

@CommandHandler(SetCountryMode)
export class SetCountryModeHandler implements ICommandHandler<SetCountryMode> {
  constructor(private readonly database: Database, private readonly queries: Queries, private readonly config: Config, private readonly clock: Clock) {}

  async execute({ input: { country, mode, note } }: SetCountryMode): Promise<void> {
    const { gameId, actor } = currentScope();
    if (mode === 'own_psp') {
      if (this.config.required('STUDIO_ACCOUNTS') !== 'yes') throw new OwnSalesOff();
      if (!(await this.queries.ask(new HasOwnAccount()))) throw new NoOwnAccount();
    }
    if (mode === 'operator') {
      await this.database.execute('DELETE FROM games.country_mode WHERE game_id = $1 AND country = $2', [gameId, country]);
      return;
    }
    await this.database.execute(
      `INSERT INTO games.country_mode (game_id, country, mode, note, set_by, set_at) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT ON CONSTRAINT country_mode_pkey DO UPDATE SET mode = excluded.mode, note = excluded.note, set_by = excluded.set_by, set_at = excluded.set_at`,
      [gameId, country, mode, note, actor.id, this.clock.now()],
    );
  }
}

@QueryHandler(GetCountryMode)
export class GetCountryModeHandler implements IQueryHandler<GetCountryMode> {
  constructor(private readonly database: Database) {}
  async execute({ country }: GetCountryMode): Promise<CountryMode> {
    const row = await this.database.one<{ mode: CountryMode }>('SELECT mode FROM games.country_mode WHERE game_id = $1 AND country = $2', [currentScope().gameId, country]);
    return row?.mode ?? 'operator';
  }
}

@QueryHandler(ListCountryModes)
export class ListCountryModesHandler implements IQueryHandler<ListCountryModes> {
  constructor(private readonly database: Database) {}
  async execute(): Promise<CountryModeView[]> {
    const rows = await this.database.query<Omit<CountryModeView, 'set_at'> & { set_at: Date }>(
      'SELECT country, mode, note, set_by, set_at FROM games.country_mode WHERE game_id = $1 ORDER BY country LIMIT 300', [currentScope().gameId]);
    return rows.map((row) => ({ ...row, set_at: unixSeconds(row.set_at) }));
  }
}
