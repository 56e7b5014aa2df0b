import { randomBytes } from 'node:crypto';
import { Journal } from '../journal.js';
import type { Now } from '../process.js';
import type { Batch, Entry, NotificationRow, PaymentRow, RefundRow, SettlementLine, StoredAnswer, Task, StoredMethodRow, TokenRow } from './rows.js';

export interface Delivery {
  readonly row: NotificationRow;
  delivered_at: number | null;
  attempts: number;
  last_error: string | null;
}

/** One booking under way: what it records is applied to memory at once and reaches the disk as one group. */
export interface Work {
  readonly books: Books;
  /** Unix seconds. */
  readonly now: number;
  readonly now_ms: number;
  record(entry: Entry): void;
}

export type AfterWrite = (entries: readonly Entry[]) => void;

/** The processor's books in memory, rebuilt from the journal. Writing is synchronous in memory and durable when `durable` resolves. */
export class Books {
  readonly tokens = new Map<string, TokenRow>();
  readonly stored = new Map<string, StoredMethodRow>();
  readonly payments = new Map<string, PaymentRow>();
  readonly refunds = new Map<string, RefundRow>();
  readonly answers = new Map<string, StoredAnswer>();
  readonly tasks = new Map<string, Task>();
  readonly deliveries: Delivery[] = [];
  readonly lines = new Map<string, SettlementLine>();
  readonly batches: Batch[] = [];
  /** Payments and refunds in the order they were opened. */
  readonly opened: { readonly type: 'payment' | 'refund'; readonly id: string }[] = [];
  readonly unsettled = new Set<string>();
  private readonly deliveryById = new Map<string, Delivery>();
  private readonly paymentsByReference = new Map<string, string[]>();
  private readonly refundsByReference = new Map<string, string[]>();
  private readonly refundsByPayment = new Map<string, string[]>();
  private journal!: Journal<Entry>;
  private afterWrite: AfterWrite = () => undefined;

  private constructor(private readonly nowMs: Now) {}

  static async open(file: string, now: Now): Promise<Books> {
    const books = new Books(now);
    books.journal = await Journal.open<Entry>(file, (entry) => books.apply(entry));
    return books;
  }

  /** Called with the entries of each booking once they are on disk: notifications and timers start only then. */
  onDurable(listener: AfterWrite): void {
    this.afterWrite = listener;
  }

  /**
   * Runs one booking. `book` checks first and records last; when it throws before recording, nothing happened. `durable` resolves when the
   * booking is on disk: only then may anybody be told.
   */
  write<Result>(book: (work: Work) => Result): { result: Result; durable: Promise<void> } {
    const entries: Entry[] = [];
    const now_ms = this.nowMs();
    const record = (entry: Entry): void => {
      this.apply(entry);
      entries.push(entry);
    };
    const result = book({ books: this, now: Math.floor(now_ms / 1000), now_ms, record });
    if (entries.length === 0) return { result, durable: this.journal.settled() };
    return { result, durable: this.journal.append(entries).then(() => this.afterWrite(entries)) };
  }

  settled(): Promise<void> {
    return this.journal.settled();
  }

  get entries(): number {
    return this.journal.length;
  }

  close(): Promise<void> {
    return this.journal.close();
  }

  paymentsOf(reference: string): PaymentRow[] {
    return (this.paymentsByReference.get(reference) ?? []).flatMap((id) => this.payments.get(id) ?? []);
  }

  refundsOf(reference: string): RefundRow[] {
    return (this.refundsByReference.get(reference) ?? []).flatMap((id) => this.refunds.get(id) ?? []);
  }

  refundsOfPayment(paymentId: string): RefundRow[] {
    return (this.refundsByPayment.get(paymentId) ?? []).flatMap((id) => this.refunds.get(id) ?? []);
  }

  delivery(id: string): Delivery | undefined {
    return this.deliveryById.get(id);
  }

  private apply(entry: Entry): void {
    switch (entry.t) {
      case 'token':
        this.tokens.set(entry.row.token, entry.row);
        return;
      case 'stored':
        this.stored.set(entry.row.id, entry.row);
        return;
      case 'forgotten':
        this.stored.delete(entry.id);
        return;
      case 'payment':
        if (!this.payments.has(entry.row.id)) {
          this.opened.push({ type: 'payment', id: entry.row.id });
          append(this.paymentsByReference, entry.row.reference, entry.row.id);
        }
        this.payments.set(entry.row.id, entry.row);
        return;
      case 'refund':
        if (!this.refunds.has(entry.row.id)) {
          this.opened.push({ type: 'refund', id: entry.row.id });
          append(this.refundsByReference, entry.row.reference, entry.row.id);
          append(this.refundsByPayment, entry.row.payment_id, entry.row.id);
        }
        this.refunds.set(entry.row.id, entry.row);
        return;
      case 'line':
        this.lines.set(entry.row.line_id, entry.row);
        this.unsettled.add(entry.row.line_id);
        return;
      case 'batch':
        this.batches.push(entry.row);
        for (const line of entry.row.line_ids) this.unsettled.delete(line);
        return;
      case 'answer':
        this.answers.set(entry.row.key, entry.row);
        return;
      default:
        this.applyDuty(entry);
    }
  }

  /** Entries about what is still to be done: notifications and tasks. */
  private applyDuty(entry: Extract<Entry, { t: 'notification' | 'delivered' | 'task' | 'task_done' }>): void {
    switch (entry.t) {
      case 'notification': {
        const delivery: Delivery = { row: entry.row, delivered_at: null, attempts: 0, last_error: null };
        this.deliveries.push(delivery);
        this.deliveryById.set(entry.row.id, delivery);
        return;
      }
      case 'delivered': {
        const delivery = this.deliveryById.get(entry.id);
        if (delivery) Object.assign(delivery, { delivered_at: entry.at, attempts: entry.attempts, last_error: null });
        return;
      }
      case 'task':
        this.tasks.set(entry.row.id, entry.row);
        return;
      case 'task_done':
        this.tasks.delete(entry.id);
    }
  }
}

/** An id nobody can guess: 96 random bits, because the page of a payment is reached by its id alone. */
export function newId(prefix: 'psp' | 'psr' | 'ptk' | 'psn' | 'psd' | 'psl' | 'psb' | 'pst' | 'psm'): string {
  return `${prefix}_${randomBytes(12).toString('hex')}`;
}

function append(index: Map<string, string[]>, key: string, id: string): void {
  const known = index.get(key);
  if (known) known.push(id);
  else index.set(key, [id]);
}
