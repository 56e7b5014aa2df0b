import { Injectable } from '@nestjs/common';
import { Database, violates } from '#platform/database/database';
import { currentScope, openTransaction } from '#platform/database/store';
import { Signals } from '#platform/signals/signals';
import type { NewPriceTemplate } from '../contracts/commands.js';
import { PriceTemplateKeyTaken } from '../contracts/errors.js';
import { PRICING_CHANGED, type CustomPrice } from '../contracts/queries.js';
import type { KnownTemplate } from '../domain/local-price.js';
import type { CustomPriceRow, PriceTemplateRow } from './rows.js';

export type CountedTemplateRow = PriceTemplateRow & { items_count: number };

export interface TemplatePage {
  q?: string;
  limit: number;
  after?: string;
  before?: string;
}

const WITH_COUNT = `SELECT t.*, (SELECT count(*)::int FROM pricing.template_use u WHERE u.game_id = t.game_id AND u.price_template_id = t.id) AS items_count FROM pricing.price_template t`;

@Injectable()
export class PriceTemplatesRepository {
  constructor(private readonly database: Database, private readonly signals: Signals) {}

  async insert(id: string, template: NewPriceTemplate, at: Date): Promise<void> {
    await this.keyed(template.key, () =>
      this.database.execute(
        'INSERT INTO pricing.price_template (game_id, id, key, name, price_minor, category, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)',
        [currentScope().gameId, id, template.key ?? null, template.name, template.price, template.category, at],
      ));
    await this.writeCustoms(id, template.customs);
    await this.changed();
  }

  async update(row: PriceTemplateRow, customs: CustomPrice[] | undefined): Promise<void> {
    await this.keyed(row.key, () =>
      this.database.execute(
        'UPDATE pricing.price_template SET key = $3, name = $4, price_minor = $5, category = $6, modified_at = $7 WHERE game_id = $1 AND id = $2',
        [currentScope().gameId, row.id, row.key, row.name, row.price_minor, row.category, row.modified_at],
      ));
    if (customs) await this.writeCustoms(row.id, customs);
    await this.changed();
  }

  async remove(id: string): Promise<void> {
    await this.database.execute('DELETE FROM pricing.price_template WHERE game_id = $1 AND id = $2', [currentScope().gameId, id]);
    await this.changed();
  }

  find(id: string): Promise<CountedTemplateRow | undefined> {
    return this.database.one<CountedTemplateRow>(`${WITH_COUNT} WHERE t.game_id = $1 AND t.id = $2`, [currentScope().gameId, id]);
  }

  lock(id: string): Promise<PriceTemplateRow | undefined> {
    return this.database.one<PriceTemplateRow>('SELECT * FROM pricing.price_template WHERE game_id = $1 AND id = $2 FOR UPDATE', [currentScope().gameId, id]);
  }

  customsOf(id: string): Promise<CustomPriceRow[]> {
    return this.database.query<CustomPriceRow>('SELECT * FROM pricing.custom_price WHERE game_id = $1 AND price_template_id = $2', [currentScope().gameId, id]);
  }

  /** The newest first, as all lists by id; one more than asked for tells whether there are more. With `before` nearest to it, the oldest first. */
  page({ q, limit, after, before }: TemplatePage): Promise<CountedTemplateRow[]> {
    return this.database.query<CountedTemplateRow>(
      `${WITH_COUNT} WHERE t.game_id = $1 AND ($2::text IS NULL OR position(lower($2) IN lower(t.name)) > 0 OR position(lower($2) IN lower(coalesce(t.key, ''))) > 0)
         AND ($3::text IS NULL OR t.id < $3) AND ($4::text IS NULL OR t.id > $4)
       ORDER BY t.id ${before ? 'ASC' : 'DESC'} LIMIT $5`,
      [currentScope().gameId, q ?? null, after ?? null, before ?? null, limit + 1],
    );
  }

  /** Templates with what is set by hand in one country (none without a country), in one statement. */
  async known(ids: string[], country: string | null): Promise<Map<string, KnownTemplate>> {
    const rows = await this.database.query<{ id: string; usd: bigint; platform: CustomPriceRow['platform'] | null; currency: string; price_minor: bigint }>(
      `SELECT t.id, t.price_minor AS usd, c.platform, c.currency, c.price_minor FROM pricing.price_template t
         LEFT JOIN pricing.custom_price c ON c.game_id = t.game_id AND c.price_template_id = t.id AND c.country = $3
        WHERE t.game_id = $1 AND t.id = ANY ($2)`,
      [currentScope().gameId, ids, country],
    );
    const templates = new Map<string, KnownTemplate>();
    for (const row of rows) {
      const template = templates.get(row.id) ?? { usdMinor: row.usd, customs: [] };
      if (row.platform && country) template.customs.push({ country, platform: row.platform, currency: row.currency, minor: row.price_minor });
      templates.set(row.id, template);
    }
    return templates;
  }

  async version(): Promise<number> {
    const row = await this.database.one<{ version: bigint }>('SELECT version FROM pricing.version WHERE game_id = $1', [currentScope().gameId]);
    return Number(row?.version ?? 0n);
  }

  private async writeCustoms(id: string, customs: CustomPrice[]): Promise<void> {
    const { gameId } = currentScope();
    await this.database.execute('DELETE FROM pricing.custom_price WHERE game_id = $1 AND price_template_id = $2', [gameId, id]);
    if (customs.length === 0) return;
    await this.database.execute(
      `INSERT INTO pricing.custom_price (game_id, price_template_id, country, platform, currency, price_minor)
       SELECT $1, $2, * FROM unnest($3::text[], $4::text[], $5::text[], $6::bigint[])`,
      [gameId, id, customs.map((c) => c.country), customs.map((c) => c.platform), customs.map((c) => c.currency), customs.map((c) => c.price)],
    );
  }

  private async keyed(key: string | null | undefined, write: () => Promise<number>): Promise<void> {
    try {
      await write();
    } catch (error) {
      if (violates(error, 'price_template_key_key')) throw new PriceTemplateKeyTaken(key ?? '');
      throw error;
    }
  }

  private async changed(): Promise<void> {
    const { gameId } = currentScope();
    await this.database.execute('INSERT INTO pricing.version (game_id, version) VALUES ($1, 1) ON CONFLICT ON CONSTRAINT version_pkey DO UPDATE SET version = pricing.version.version + 1', [gameId]);
    openTransaction().afterCommit.push(() => this.signals.publish(PRICING_CHANGED, gameId));
  }
}
