import { Module } from '@nestjs/common';
import type { EntitySchema } from 'typeorm';
import { ApiKeysController } from './api-keys.controller.js';
import { CreateApiKeyHandler, ListApiKeysHandler, RevokeApiKeyHandler, TouchApiKeyHandler } from './api-keys.js';
import { AuditLogController } from './audit-log.controller.js';
import { ListAuditEntriesHandler, VerifyAuditChainHandler } from './audit-log.js';
import { ApiKeyRows } from './rows.js';
import { NewGameFlow } from './new-game.flow.js';
import { NewGamesController } from './new-games.controller.js';
import { StudioAuthenticator } from './studio-authenticator.js';

export const rows: EntitySchema[] = [ApiKeyRows];

@Module({ 
  controllers: [ApiKeysController, AuditLogController, NewGamesController],
  providers: [StudioAuthenticator, NewGameFlow, CreateApiKeyHandler, ListApiKeysHandler, ListAuditEntriesHandler, RevokeApiKeyHandler, TouchApiKeyHandler, VerifyAuditChainHandler],
 })
export class AccessModule {}
