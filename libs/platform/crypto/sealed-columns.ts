import 'reflect-metadata';
import type { Type } from '@nestjs/common';
import { OPERATOR } from '../kernel/scope.js';

/** A column whose values `Envelope.seal` has made. Whoever changes the master key seals it again; what is not listed would be lost with the old key. */
export interface SealedColumn {
  /** `schema.table`; its primary key is the tenant and `key`, of a table of the operator `key` alone. */
  table: string;
  column: string;
  /** The column that names whom it was sealed for, as `gameId` of `Envelope.seal`; `operator`: a table of the operator's own, sealed for it. */
  tenant: 'game_id' | 'studio_id' | 'holder' | typeof OPERATOR;
  key: string;
  /** The place that it was sealed at. `member` is the name of it in a column of members. */
  place: (key: string, member: string) => string;
  /** `bytes`: bytea. `text`: base64 behind `prefix`; what does not begin so is clear. `members`: a jsonb object of base64. */
  form: 'bytes' | 'text' | 'members';
  prefix?: string;
}

/** The tenant of a column's row in SQL, of a table that is called `of` there. */
export function tenantSql({ tenant }: SealedColumn, of = ''): string {
  return tenant === OPERATOR ? `'${OPERATOR}'::text` : `${of}${tenant}`;
}

/** Under which a class keeps what it names. */
const SEALS = Symbol();

/** Names the sealed columns of a context; stands on its module class. */
export function Seals(...columns: SealedColumn[]): ClassDecorator {
  return (target) => Reflect.defineMetadata(SEALS, columns, target);
}

export function sealedBy(module: Type | object): readonly SealedColumn[] {
  return (Reflect.getMetadata(SEALS, module) as SealedColumn[] | undefined) ?? [];
}
