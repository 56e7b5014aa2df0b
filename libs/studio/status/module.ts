import { Module } from '@nestjs/common';
import type { EntitySchema } from 'typeorm';
import { GetIncidentsHandler, OpenIncidentHandler, UpdateIncidentHandler } from './incidents.js';
import { GetStatusHandler, StatusBoard } from './status-board.js';
import { IncidentsController, SloController, StatusController } from './status.controller.js';

export const rows: EntitySchema[] = [];

@Module({ controllers: [StatusController, IncidentsController, SloController], providers: [StatusBoard, GetStatusHandler, OpenIncidentHandler, UpdateIncidentHandler, GetIncidentsHandler] })
export class StatusModule {}
