import { Module } from '@nestjs/common';
import type { EntitySchema } from 'typeorm';
import { Seals } from '#platform/crypto/sealed-columns';
import { Holds } from '#platform/invariants/invariants';
import { EraseExportsHandler, ExportsHeld, RemoveExportsChore, RemoveExportsHandler } from './exports-held.js';
import { HELD_BY_CONSENTS } from './invariants.js';
import { GdprRequestJob } from './gdpr-request.job.js';
import { GdprRequestsController } from './gdpr-requests.controller.js';
import { GDPR_REQUESTS_SEALED, GdprRequestsRepository } from './gdpr-requests.repository.js';
import { GetGdprExportHandler, GetGdprRequestHandler, GetGdprWorkHandler, ListGdprRequestsHandler, MakeGdprRequestHandler, NoteGdprStepHandler } from './gdpr-requests.js';
import { GdprRequestRows } from './rows.js';

export const rows: EntitySchema[] = [GdprRequestRows];

@Holds(HELD_BY_CONSENTS)
@Seals(...GDPR_REQUESTS_SEALED)
@Module({
  controllers: [GdprRequestsController],
  providers: [
    GdprRequestsRepository, GdprRequestJob, ExportsHeld, RemoveExportsChore,
    MakeGdprRequestHandler, GetGdprRequestHandler, ListGdprRequestsHandler, GetGdprExportHandler, GetGdprWorkHandler, NoteGdprStepHandler, EraseExportsHandler, RemoveExportsHandler,
  ],
})
export class ConsentsModule {}
