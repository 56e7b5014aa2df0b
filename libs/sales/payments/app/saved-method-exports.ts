import { Readable } from 'node:stream';
import { Injectable, Logger } from '@nestjs/common';
import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Queries } from '#platform/cqrs/doors';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { Clock, unixSeconds, unixSecondsOrNull } from '#platform/kernel/clock';
import { newId } from '#platform/kernel/ids';
import { Command, Query } from '#platform/kernel/messages';
import type { Scope } from '#platform/kernel/scope';
import { ExportNotApproved, ExportNotFound, OwnExport } from '../contracts/errors.js';
import type { SavedMethodExportRow } from '../infra/rows.js';
import { SavedMethodRepository } from '../infra/saved-method.repository.js';

const GOOD_FOR_SECONDS = 24 * 3_600;
const ROWS_AT_ONCE = 200;
const DEADLINE_MS = 60 * 60_000;

export interface SavedMethodExport {
  id: string;
  provider: string;
  reason: string;
  asked_by: string;
  asked_at: number;
  approved_by: string | null;
  approved_at: number | null;
}

const view = (row: SavedMethodExportRow): SavedMethodExport => ({ id: row.id, provider: row.provider, reason: row.reason, asked_by: row.asked_by, asked_at: unixSeconds(row.asked_at), approved_by: row.approved_by, approved_at: unixSecondsOrNull(row.approved_at) });

/** By staff, in the operator's scope: the tokens of a provider shall be handed out. */
export class AskForExport extends Command<SavedMethodExport> {
  static readonly context = 'sales/payments';
  constructor(readonly provider: string, readonly reason: string) { super(); }
}

@CommandHandler(AskForExport)
export class AskForExportHandler implements ICommandHandler<AskForExport> {
  constructor(private readonly database: Database, private readonly clock: Clock) {}

  async execute({ provider, reason }: AskForExport): Promise<SavedMethodExport> {
    const row = await this.database.one<SavedMethodExportRow>(
      'INSERT INTO payments.saved_method_export (id, provider, reason, asked_by, asked_at) VALUES ($1, $2, $3, $4, $5) RETURNING *', [newId('spx'), provider, reason, currentScope().actor.id, this.clock.now()]);
    return view(row!);
  }
}

/** By staff who did not ask for it. It can be fetched for a day from then on. Throws `payments.export_not_found`, `payments.second_person_needed`. Repeated, it changes nothing. */
export class ApproveExport extends Command<SavedMethodExport> {
  static readonly context = 'sales/payments';
  constructor(readonly id: string) { super(); }
}

@CommandHandler(ApproveExport)
export class ApproveExportHandler implements ICommandHandler<ApproveExport> {
  constructor(private readonly database: Database, private readonly clock: Clock) {}

  async execute({ id }: ApproveExport): Promise<SavedMethodExport> {
    const by = currentScope().actor.id;
    const row = await this.database.one<SavedMethodExportRow>('SELECT * FROM payments.saved_method_export WHERE id = $1 FOR UPDATE', [id]);
    if (!row) throw new ExportNotFound();
    if (row.asked_by === by) throw new OwnExport();
    if (row.approved_at) return view(row);
    return view((await this.database.one<SavedMethodExportRow>('UPDATE payments.saved_method_export SET approved_by = $2, approved_at = $3 WHERE id = $1 RETURNING *', [id, by, this.clock.now()]))!);
  }
}

/** The newest first. */
export class ListExports extends Query<SavedMethodExport[]> {}

@QueryHandler(ListExports)
export class ListExportsHandler implements IQueryHandler<ListExports> {
  constructor(private readonly database: Database) {}
  async execute(): Promise<SavedMethodExport[]> {
    return (await this.database.query<SavedMethodExportRow>('SELECT * FROM payments.saved_method_export ORDER BY id DESC LIMIT 100')).map(view);
  }
}

/** Throws `payments.export_not_found`, `payments.export_not_approved`. */
class OpenExport extends Query<SavedMethodExport> {
  constructor(readonly id: string) { super(); }
}

@QueryHandler(OpenExport)
export class OpenExportHandler implements IQueryHandler<OpenExport> {
  constructor(private readonly database: Database, private readonly clock: Clock) {}

  async execute({ id }: OpenExport): Promise<SavedMethodExport> {
    const row = await this.database.one<SavedMethodExportRow>('SELECT * FROM payments.saved_method_export WHERE id = $1', [id]);
    if (!row) throw new ExportNotFound();
    if (!row.approved_at || this.clock.now().getTime() - row.approved_at.getTime() > GOOD_FOR_SECONDS * 1_000) throw new ExportNotApproved();
    return view(row);
  }
}

/**
 * Hands out the tokens of one provider, for another that takes the cards over: JSON Lines, a page at a time as the other side takes them. What was removed, or is being removed, is not among them.
 * Nothing of it is written anywhere here; a stream that breaks off is destroyed, so that nobody takes a part for the whole.
 */
@Injectable()
export class SavedMethodExports {
  private readonly logger = new Logger('Payments');
  constructor(private readonly queries: Queries, private readonly saved: SavedMethodRepository) {}

  async open(id: string, scope: Scope): Promise<Readable> {
    const { provider, asked_by, approved_by } = await this.queries.ask(new OpenExport(id), scope);
    this.logger.warn({ msg: 'the saved methods of a provider are handed out', export_id: id, provider, asked_by, approved_by, fetched_by: scope.actor.id });
    return Readable.from(this.lines(provider), { objectMode: false, signal: AbortSignal.timeout(DEADLINE_MS) });
  }

  private async *lines(provider: string): AsyncGenerator<string> {
    let after: { game_id: string; id: string } | null = null;
    for (;;) {
      const rows = await this.saved.activeAnywhere(provider, after, ROWS_AT_ONCE);
      if (rows.length === 0) return;
      yield rows.map((row) => {
        const { token, customer } = this.saved.opened(row)!;
        const { id, game_id, method, payment_id, brand, last4, exp_month, exp_year, network_reference, usage } = row;
        return `${JSON.stringify({ saved_method_id: id, game_id, provider, method, token, customer, reference: payment_id, network_reference, brand, last4, exp_month, exp_year, usage })}\n`;
      }).join('');
      after = rows.at(-1)!;
    }
  }
}
