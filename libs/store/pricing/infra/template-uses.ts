import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';

export interface TemplateUse {
  itemId: string;
  templateId: string | null;
  at: Date;
}

/** Which item names which template. Announcements of two kinds may cross: what is older than what is known changes nothing. */
@Injectable()
export class TemplateUses {
  constructor(private readonly database: Database) {}

  async learn(uses: TemplateUse[]): Promise<void> {
    const latest = new Map<string, TemplateUse>();
    for (const use of uses) if (!latest.has(use.itemId) || latest.get(use.itemId)!.at <= use.at) latest.set(use.itemId, use);
    const told = [...latest.values()];
    await this.database.execute(
      `INSERT INTO pricing.template_use (game_id, item_id, price_template_id, told_at) SELECT $1, * FROM unnest($2::text[], $3::text[], $4::timestamptz[])
       ON CONFLICT ON CONSTRAINT template_use_pkey DO UPDATE SET price_template_id = excluded.price_template_id, told_at = excluded.told_at
       WHERE template_use.told_at < excluded.told_at OR (template_use.told_at = excluded.told_at AND excluded.price_template_id IS NULL)`,
      [currentScope().gameId, told.map((use) => use.itemId), told.map((use) => use.templateId), told.map((use) => use.at)],
    );
  }
}
