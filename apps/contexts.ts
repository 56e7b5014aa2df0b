import type { Type } from '@nestjs/common';
import type { EntitySchema } from 'typeorm';
import * as games from '#studio/games/module';
import * as access from '#studio/access/module';

/** Every context of the product, in reading order. Each process loads all of them: a publisher has to know every subscriber. */
export const contexts: { module: Type; rows: EntitySchema[] }[] = [
  { module: games.GamesModule, rows: games.rows },
  { module: access.AccessModule, rows: access.rows },
];

export const allRows: EntitySchema[] = contexts.flatMap((context) => context.rows);
export const allModules: Type[] = contexts.map((context) => context.module);
