import { Module } from '@nestjs/common';
import type { EntitySchema } from 'typeorm';
import { CountriesController } from './countries.controller.js';
import { GetCountryModeHandler, ListCountryModesHandler, SetCountryModeHandler } from './country-modes.js';
import { GamesController } from './games.controller.js';
import { ChangeGameHandler, CreateGameHandler, CreateStudioHandler, GetApiVersionHandler, GetEnvironmentHandler, GetGameHandler, GetGameOfStudioHandler, GetSellerNameHandler, GetStudioNameHandler, ListGamesHandler, RequireStudioHandler } from './games.js';
import { GameRows, StudioRows } from './rows.js';

export { listLiveGames } from './live-games.js';

export const rows: EntitySchema[] = [StudioRows, GameRows];

@Module({ controllers: [GamesController, CountriesController], providers: [CreateStudioHandler, CreateGameHandler, ChangeGameHandler, GetGameHandler, GetGameOfStudioHandler, GetSellerNameHandler, GetStudioNameHandler, GetEnvironmentHandler, GetApiVersionHandler, ListGamesHandler, RequireStudioHandler, SetCountryModeHandler, GetCountryModeHandler, ListCountryModesHandler] })
export class GamesModule {}
