import { createHash } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { currentScope } from '#platform/database/store';
import { Clock } from '#platform/kernel/clock';
import { newId } from '#platform/kernel/ids';
import { Command, Query } from '#platform/kernel/messages';
import { BankReportDiffers, BankReportUnreadable } from '../contracts/errors.js';
import { BREAKS, type EntryOutcome } from '../contracts/words.js';
import { debitedOf, outcomeOf, payoutOf, type ReportedTransfer } from '../domain/bank-orders.js';
import { BankOrdersRepository, type BankOrderRow } from '../infra/bank-orders.repository.js';
import { BankReportsRepository, type EntryRow } from '../infra/bank-reports.repository.js';
import { readBankReport, ReportUnreadable, type BankReport } from '../infra/iso20022/bank-report.js';

export interface ReportView {
  id: string;
  kind: string;
  message_id: string;
  entries: number;
  /** How many entries came to what. */
  outcomes: Partial<Record<EntryOutcome, number>>;
  read_by: string;
  read_at: Date;
}

/** Reads a file of the bank, once: the same file again answers what came of it the first time. Throws `payouts.bank_report_unreadable`, `payouts.bank_report_differs`. */
export class ReadBankReport extends Command<{ id: string }> {
  static readonly context = 'money/payouts';
  constructor(readonly file: string) { super(); }
}

@CommandHandler(ReadBankReport)
export class ReadBankReportHandler implements ICommandHandler<ReadBankReport> {
  private readonly logger = new Logger('Payouts');

  constructor(private readonly orders: BankOrdersRepository, private readonly reports: BankReportsRepository, private readonly clock: Clock) {}

  async execute({ file }: ReadBankReport): Promise<{ id: string }> {
    const report = parsed(file);
    const { kind, message_id } = report;
    const about = report.about ?? '';
    const told = [...report.transfers, ...(await this.ofRefusedFiles(report))];
    const [id, sha256] = [newId('pyr'), createHash('sha256').update(file).digest('hex')];
    if (!(await this.reports.add({ id, kind, about, message_id, sha256, entries: told.length, read_by: currentScope().actor.id, read_at: this.clock.now() }))) {
      const first = await this.reports.of(kind, about, message_id);
      if (first?.sha256 !== sha256) throw new BankReportDiffers(message_id);
      return { id: first.id };
    }
    const known = new Map((await this.orders.hold([...new Set(told.flatMap(({ reference }) => payoutOf(reference) ?? []))])).map((order) => [order.reference, order]));
    const entries: Omit<EntryRow, 'report_id' | 'number'>[] = [];
    for (const each of told) entries.push(await this.take(each, known));
    await this.reports.addEntries(id, entries);
    const breaks = entries.filter(({ outcome }) => BREAKS.some((each) => each === outcome)).length;
    if (breaks > 0) this.logger.error({ msg: 'ALARM: a bank tells of payouts what was not ordered', report_id: id, count: breaks });
    return { id };
  }

  /** One entry after the other: of a payment and its return in one file both are seen. */
  private async take(told: ReportedTransfer, known: Map<string, BankOrderRow>): Promise<Omit<EntryRow, 'report_id' | 'number'>> {
    const order = known.get(payoutOf(told.reference) ?? '') ?? null;
    const outcome = outcomeOf(told, order);
    if (order && (outcome === 'booked' || outcome === 'rejected')) {
      const to = { state: outcome, reason_code: outcome === 'rejected' ? (told.reason_code ?? 'NARR') : null, bank_reference: told.bank_reference, debited_minor: outcome === 'booked' ? debitedOf(told, order) : null };
      await this.orders.settle(order.reference, to);
      known.set(order.reference, { ...order, ...to });
    }
    return { reference: told.reference, direction: told.direction, amount_minor: told.amounts[0]?.minor ?? null, currency: told.amounts[0]?.currency ?? null, reason_code: told.reason_code, bank_reference: told.bank_reference, outcome };
  }

  /** A status report may refuse a whole file of ours: each transfer of it that is not told by itself. One that refuses another file is told by its message id. */
  private async ofRefusedFiles({ refused, transfers }: BankReport): Promise<ReportedTransfer[]> {
    const found: ReportedTransfer[] = [];
    const told = new Set(transfers.map(({ reference }) => payoutOf(reference)));
    for (const { message_id, reason_code } of refused) {
      const own = await this.orders.ofBatch(message_id.replace('-', '_'));
      for (const { reference } of own.length > 0 ? own : [{ reference: message_id }]) {
        if (!told.has(reference)) found.push({ reference, account: null, direction: 'rejection', amounts: [], taken: [], reason_code, bank_reference: null });
        told.add(reference);
      }
    }
    return found;
  }
}

function parsed(file: string): BankReport {
  try {
    return readBankReport(file);
  } catch (error) {
    if (error instanceof ReportUnreadable) throw new BankReportUnreadable(error.message);
    throw error;
  }
}

export class GetBankReport extends Query<ReportView | null> {
  constructor(readonly id: string) { super(); }
}

@QueryHandler(GetBankReport)
export class GetBankReportHandler implements IQueryHandler<GetBankReport> {
  constructor(private readonly reports: BankReportsRepository) {}
  async execute({ id }: GetBankReport): Promise<ReportView | null> {
    const row = await this.reports.find(id);
    if (!row) return null;
    const { kind, entries, message_id, read_at, read_by } = row;
    return { id, kind, message_id, entries, outcomes: await this.reports.outcomes(id), read_by, read_at };
  }
}

export class ListBankEntries extends Query<EntryRow[]> {
  constructor(readonly outcomes: readonly EntryOutcome[], readonly limit: number, readonly after: { report_id: string; number: number } | null) { super(); }
}

@QueryHandler(ListBankEntries)
export class ListBankEntriesHandler implements IQueryHandler<ListBankEntries> {
  constructor(private readonly reports: BankReportsRepository) {}
  execute({ outcomes, limit, after }: ListBankEntries): Promise<EntryRow[]> {
    return this.reports.list(outcomes, limit, after);
  }
}
