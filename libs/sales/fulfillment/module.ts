import { Module } from '@nestjs/common';
import type { EntitySchema } from 'typeorm';
import { Holds } from '#platform/invariants/invariants';
import { EraseGrantsHandler, GetGrantDataHandler, GrantData } from './grant-data.js';
import { ListGrantsOfOrderHandler } from './grant-queries.js';
import { Grants } from './grants.js';
import { HELD_BY_FULFILLMENT } from './invariants.js';
import { GrantRows } from './rows.js';
import { GrantOrder, NoteAcknowledgement, NoteDecline, TakeBackCanceled, TakeBackRefunded } from './subscribers.js';

export const rows: EntitySchema[] = [GrantRows];

@Holds(HELD_BY_FULFILLMENT)
@Module({ providers: [Grants, GrantOrder, TakeBackRefunded, TakeBackCanceled, NoteAcknowledgement, NoteDecline, ListGrantsOfOrderHandler, GrantData, GetGrantDataHandler, EraseGrantsHandler] })
export class FulfillmentModule {}
