import { Module } from '@nestjs/common';
import type { EntitySchema } from 'typeorm';
import { GamesController } from './games.controller.js';
import { ChangeGameHandler, CreateGameHandler, CreateStudioHandler, GetApiVersionHandler, GetEnvironmentHandler, GetGameHandler, GetGameOfStudioHandler, GetStudioNameHandler, ListGamesHandler, RequireStudioHandler } from './games.js';
import { GameRows, StudioRows } from './rows.js';

export const rows: EntitySchema[] = [StudioRows, GameRows];

@Module({ controllers: [GamesController], providers: [CreateStudioHandler, CreateGameHandler, ChangeGameHandler, GetGameHandler, GetGameOfStudioHandler, GetStudioNameHandler, GetEnvironmentHandler, GetApiVersionHandler, ListGamesHandler, RequireStudioHandler] })
export class GamesModule {}
