import type { Type } from '@nestjs/common';
import type { EntitySchema } from 'typeorm';
import * as games from '#studio/games/module';
import * as access from '#studio/access/module';
import * as gameServers from '#studio/game-servers/module';
import * as players from '#player/players/module';
import * as signIn from '#player/sign-in/module';
import * as storefront from '#store/storefront/module';
import * as tax from '#money/tax/module';
import * as fx from '#money/fx/module';
import * as fees from '#money/fees/module';
import * as ledger from '#money/ledger/module';

/** Every context of the product, in reading order. Each process loads all of them: a publisher has to know every subscriber. */
export const contexts: { module: Type; rows: EntitySchema[] }[] = [
  { module: games.GamesModule, rows: games.rows },
  { module: access.AccessModule, rows: access.rows },
  { module: gameServers.GameServersModule, rows: gameServers.rows },
  { module: players.PlayersModule, rows: players.rows },
  { module: signIn.SignInModule, rows: signIn.rows },
  { module: storefront.StorefrontModule, rows: storefront.rows },
  { module: tax.TaxModule, rows: tax.rows },
  { module: fx.FxModule, rows: fx.rows },
  { module: fees.FeesModule, rows: fees.rows },
  { module: ledger.LedgerModule, rows: ledger.rows },
];

export const allRows: EntitySchema[] = contexts.flatMap((context) => context.rows);
export const allModules: Type[] = contexts.map((context) => context.module);
