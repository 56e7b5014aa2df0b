import { Module } from '@nestjs/common';
import type { EntitySchema } from 'typeorm';
import { ApiKeysController } from './api-keys.controller.js';
import { CreateApiKeyHandler, ListApiKeysHandler, RevokeApiKeyHandler, TouchApiKeyHandler } from './api-keys.js';
import { ApiKeyRows } from './rows.js';
import { StudioAuthenticator } from './studio-authenticator.js';

export const rows: EntitySchema[] = [ApiKeyRows];

@Module({ controllers: [ApiKeysController], providers: [StudioAuthenticator, CreateApiKeyHandler, ListApiKeysHandler, RevokeApiKeyHandler, TouchApiKeyHandler] })
export class AccessModule {}
