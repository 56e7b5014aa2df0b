import { Module } from '@nestjs/common';
import type { EntitySchema } from 'typeorm';
import { ApiKeysController } from './api-keys.controller.js';
import { CreateApiKeyHandler, ListApiKeysHandler, RevokeApiKeyHandler, TouchApiKeyHandler } from './api-keys.js';
import { ApiKeyRows } from './rows.js';
import { NewGameFlow } from './new-game.flow.js';
import { NewGamesController } from './new-games.controller.js';
import { StudioAuthenticator } from './studio-authenticator.js';

export const rows: EntitySchema[] = [ApiKeyRows];

@Module({ controllers: [ApiKeysController, NewGamesController], providers: [StudioAuthenticator, NewGameFlow, CreateApiKeyHandler, ListApiKeysHandler, RevokeApiKeyHandler, TouchApiKeyHandler] })
export class AccessModule {}
