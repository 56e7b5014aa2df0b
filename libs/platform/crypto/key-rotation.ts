import { Injectable } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { Database } from '../database/database.js';
import { IDEMPOTENCY_SEALED } from '../http/idempotency-claims.js';
import { OPERATOR, systemScope, type Scope } from '../kernel/scope.js';
import { DERIVED_KEYS_SEALED, DerivedKeys } from './derived-keys.js';
import { Envelope } from './envelope.js';
import { sealedBy, tenantSql, type SealedColumn } from './sealed-columns.js';

/** Rows that are looked at by one statement, and rows that one transaction seals again. */
const PAGE = 1_000;
const BATCH = 100;
/** What was sealed under the old key behind our back, by a process that has not changed over yet, is found by the next pass. */
const PASSES_MAX = 5;
const FAULTS_NAMED = 20;

export interface ColumnCount {
  column: string;
  /** Values under the key that seals now. */
  current: number;
  /** Values under another one. */
  old: number;
}

export interface Rotated {
  resealed: number;
  columns: ColumnCount[];
  /** Values that no key of this process opens; at most 20 are named. */
  unopened: { count: number; first: string[] };
}

interface Row { tenant: string; key: string; value: unknown }

/** The first bytes of each sealed value, in base64. */
const HEAD: Record<SealedColumn['form'], (column: SealedColumn) => string> = {
  bytes: ({ column }) => `encode(substring(${column} FROM 1 FOR 6), 'base64')`,
  text: ({ column, prefix = '' }) => `CASE WHEN starts_with(${column}, '${prefix}') THEN substr(${column}, ${prefix.length + 1}, 8) END`,
  members: ({ column }) => `(SELECT string_agg(left(m.value, 8), ' ') FROM jsonb_each_text(${column}) AS m)`,
};
const TYPE: Record<SealedColumn['form'], string> = { bytes: 'bytea', text: 'text', members: 'jsonb' };

/**
 * Seals everything that is stored sealed again, under MASTER_KEY: column by column, in the order of the keys, in short transactions of one tenant each, while the processes go
 * on. What is sealed under it already is left alone, so that a run that was broken off is simply begun again.
 */
@Injectable()
export class KeyRotation {
  constructor(private readonly database: Database, private readonly envelope: Envelope, private readonly keys: DerivedKeys, private readonly modules: ModulesContainer) {}

  get columns(): SealedColumn[] {
    const types = new Set([...this.modules.values()].map((module) => module.metatype));
    return [DERIVED_KEYS_SEALED, ...IDEMPOTENCY_SEALED, ...[...types].flatMap((type) => sealedBy(type))];
  }

  async count(): Promise<ColumnCount[]> {
    const counts: ColumnCount[] = [];
    for (const column of this.columns) {
      const count: ColumnCount = { column: nameOf(column), current: 0, old: 0 };
      for await (const rows of this.pages(column)) for (const { value } of rows) count[this.isCurrent(value as string) ? 'current' : 'old']++;
      counts.push(count);
    }
    return counts;
  }

  /** `tell` hears of each column that was gone through. */
  async run(tell: (line: string) => void): Promise<Rotated> {
    await this.keys.makeReady();
    let resealed = 0;
    for (let pass = 1; ; pass++) {
      const faults: string[] = [];
      let sealedNow = 0;
      for (const column of this.columns) {
        const done = await this.columnResealed(column, faults);
        sealedNow += done;
        tell(`${nameOf(column)}: ${done} sealed again`);
      }
      resealed += sealedNow;
      if (sealedNow === 0 || pass === PASSES_MAX) return { resealed, columns: await this.count(), unopened: { count: faults.length, first: faults.slice(0, FAULTS_NAMED) } };
    }
  }

  private async columnResealed(column: SealedColumn, faults: string[]): Promise<number> {
    let done = 0;
    for await (const rows of this.pages(column)) {
      const old = rows.filter(({ value }) => !this.isCurrent(value as string));
      for (const tenant of new Set(old.map((row) => row.tenant))) {
        const ofTenant = old.filter((row) => row.tenant === tenant);
        for (let at = 0; at < ofTenant.length; at += BATCH) done += await this.batch(column, tenant, ofTenant.slice(at, at + BATCH).map(({ key }) => key), faults);
      }
    }
    return done;
  }

  /** The rows are held while they are sealed again: nobody's change is lost. */
  private batch(column: SealedColumn, tenant: string, keys: string[], faults: string[]): Promise<number> {
    const { table, form, column: name } = column;
    return this.database.transaction(scopeOf(column, tenant), { context: 'platform' }, async () => {
      const rows = await this.database.query<Row>(
        `SELECT ${column.key} AS key, ${name} AS value FROM ${table} WHERE ${tenantSql(column)} = $1 AND ${column.key} = ANY($2::text[]) AND ${name} IS NOT NULL ORDER BY ${column.key} FOR UPDATE`, [tenant, keys]);
      const sealed = rows.flatMap((row) => {
        try {
          return [{ key: row.key, value: this.sealedAgain(column, tenant, row) }];
        } catch (error) {
          faults.push(`${nameOf(column)} of ${tenant}, ${row.key}: ${(error as Error).message}`);
          return [];
        }
      });
      if (sealed.length === 0) return 0;
      return this.database.execute(
        `UPDATE ${table} t SET ${name} = n.value::${TYPE[form]} FROM unnest($2::text[], $3::${form === 'bytes' ? 'bytea' : 'text'}[]) AS n(key, value) WHERE ${tenantSql(column, 't.')} = $1 AND t.${column.key} = n.key`,
        [tenant, sealed.map(({ key }) => key), sealed.map(({ value }) => value)]);
    });
  }

  private sealedAgain({ form, prefix = '', place }: SealedColumn, tenant: string, { key, value }: Row): Buffer | string {
    const again = (sealed: Buffer, member = ''): Buffer => this.envelope.seal(this.envelope.open(sealed, tenant, place(key, member)), tenant, place(key, member));
    const ofText = (text: string, member?: string): string => again(Buffer.from(text, 'base64'), member).toString('base64');
    if (form === 'bytes') return again(value as Buffer);
    if (form === 'members') return JSON.stringify(Object.fromEntries(Object.entries(value as Record<string, string>).map(([member, text]) => [member, ofText(text, member)])));
    const text = value as string;
    return text.startsWith(prefix) ? `${prefix}${ofText(text.slice(prefix.length))}` : text;
  }

  /** All rows with something sealed in the column; `value` is the beginnings of what is sealed. */
  private async *pages(column: SealedColumn): AsyncGenerator<Row[]> {
    const { table, key } = column;
    const tenant = tenantSql(column);
    let after: Pick<Row, 'tenant' | 'key'> = { tenant: '', key: '' };
    for (;;) {
      const rows = await this.database.acrossGames<Row>(
        `SELECT ${tenant} AS tenant, ${key} AS key, ${HEAD[column.form](column)} AS value FROM ${table} WHERE (${tenant}, ${key}) > ($1, $2) ORDER BY ${tenant}, ${key} LIMIT ${PAGE}`, [after.tenant, after.key]);
      if (rows.length === 0) return;
      yield rows.filter(({ value }) => value !== null);
      after = rows.at(-1)!;
    }
  }

  private isCurrent(heads: string): boolean {
    return heads.split(' ').every((head) => this.envelope.isCurrent(Buffer.from(head, 'base64')));
  }
}

const nameOf = ({ table, column }: SealedColumn): string => `${table}.${column}`;

function scopeOf(column: SealedColumn, tenant: string): Scope {
  const scope = systemScope(tenant, 'keys.rotate');
  return column.tenant === 'studio_id' || column.tenant === OPERATOR ? { ...scope, studioId: tenant } : scope;
}
