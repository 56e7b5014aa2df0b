import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { Injectable, Logger } from '@nestjs/common';
import { parse } from 'csv-parse/sync';
import { Config } from '#platform/config/config';
import { NameList } from '../domain/list-names.js';
import type { Named, SanctionsScreening, ScreeningAnswer } from '../domain/sanctions-screening.js';

const BYTES_MAX = 64 * 1_024 * 1_024;

interface Loaded {
  changed: number;
  edition: string;
  names: NameList;
}

/**
 * Looks names up in a file of the operator's (`SANCTIONS_LIST_FILE`): RFC 4180, no heading, id and name first, further columns are not read. That is the form of OFAC's sdn.csv
 * (https://home.treasury.gov/policy-issues/financial-sanctions/faqs/topic/1641). Words are compared, not sounds: another spelling or script of a name is not found.
 */
@Injectable()
export class LocalListScreening implements SanctionsScreening {
  readonly provider = 'local_list';
  private readonly logger = new Logger('Onboarding');
  private loaded: Loaded | null = null;

  constructor(private readonly config: Config) {}

  async edition(): Promise<string | null> {
    return (await this.list())?.edition ?? null;
  }

  async screen(names: readonly Named[]): Promise<ScreeningAnswer> {
    if (!this.config.optional('SANCTIONS_LIST_FILE')) return { outcome: 'unavailable', why: 'no provider is configured' };
    const list = await this.list();
    if (!list) return { outcome: 'unavailable', why: 'the list cannot be read' };
    const hits = list.names.hits(names);
    return { outcome: hits.length > 0 ? 'hit' : 'clear', list: list.edition, hits };
  }

  /** As the file is now; null where there is none, or it cannot be read. */
  private async list(): Promise<Loaded | null> {
    const file = this.config.optional('SANCTIONS_LIST_FILE');
    if (!file) return null;
    try {
      const { mtimeMs: changed, size } = await stat(file);
      if (this.loaded?.changed === changed) return this.loaded;
      if (size > BYTES_MAX) throw new Error(`has more than ${BYTES_MAX} bytes`);
      const bytes = await readFile(file);
      const rows = parse(bytes, { relax_column_count: true, skip_empty_lines: true, trim: true, bom: true }) as string[][];
      const listed = rows.flatMap(([entry, name]) => (entry && name ? [{ entry, name }] : []));
      // An empty list would find everybody clear.
      if (listed.length === 0) throw new Error('has no names');
      this.loaded = { changed, edition: createHash('sha256').update(bytes).digest('hex').slice(0, 16), names: new NameList(listed) };
      return this.loaded;
    } catch (error) {
      this.logger.error({ msg: 'ALARM: the sanctions list cannot be read', error: String(error) });
      return null;
    }
  }
}
