import { randomBytes } from 'node:crypto';
import { Journal } from '../journal.js';
import type { Now } from '../process.js';

export interface Transfer {
  readonly id: string;
  /** The client's own id: one transfer for each. */
  readonly reference: string;
  readonly amount_minor: number;
  readonly currency: string;
  /** The account that it is taken from, where that is held in another currency, and what was agreed to take of it. */
  readonly exchange: { readonly debit_currency: string; readonly expected_minor: number } | null;
  /** What was taken of it, once it is booked. */
  readonly debited: { readonly amount_minor: number; readonly currency: string } | null;
  readonly creditor: { readonly name: string; readonly country: string; readonly account: string; readonly bic: string | null };
  readonly remittance: string;
  readonly status: 'pending' | 'booked' | 'rejected';
  readonly failure: string | null;
  /** Unix milliseconds. */
  readonly asked_at_ms: number;
  readonly settles_at_ms: number;
}

export type TransferInput = Pick<Transfer, 'reference' | 'amount_minor' | 'currency' | 'exchange' | 'creditor' | 'remittance'>;

/** The bank's own books: every transfer as it was asked for and as it ended. Durable before anybody is told. */
export class BankBooks {
  private readonly byReference = new Map<string, Transfer>();
  private journal!: Journal<Transfer>;
  /** How long a transfer is pending. */
  delayMs = 300;
  /** What the bank's own rate comes to, in parts per million on top of what was agreed. */
  marginPpm = 0;

  private constructor(private readonly now: Now) {}

  static async open(file: string, now: Now): Promise<BankBooks> {
    const books = new BankBooks(now);
    books.journal = await Journal.open<Transfer>(file, (row) => void books.byReference.set(row.reference, row));
    return books;
  }

  /** The transfer of this reference; the one that there is, where it was asked for before. `rejects`: it will be rejected. */
  async transfer(input: TransferInput, rejects: boolean): Promise<Transfer> {
    const known = this.byReference.get(input.reference);
    if (known) return this.current(known);
    const at = this.now();
    const row: Transfer = { ...input, id: `bnk_${randomBytes(12).toString('hex')}`, status: 'pending', debited: null, failure: rejects ? 'account_closed' : null, asked_at_ms: at, settles_at_ms: at + this.delayMs };
    return this.keep(row);
  }

  async find(reference: string): Promise<Transfer | null> {
    const known = this.byReference.get(reference);
    await this.journal.settled();
    return known ? this.current(known) : null;
  }

  async all(): Promise<Transfer[]> {
    return Promise.all([...this.byReference.values()].map((row) => this.current(row)));
  }

  close(): Promise<void> {
    return this.journal.close();
  }

  /** As it is by now: a transfer ends when its time has come and somebody looks. */
  private current(row: Transfer): Promise<Transfer> {
    if (row.status !== 'pending' || this.now() < row.settles_at_ms) return Promise.resolve(row);
    return this.keep(row.failure === null ? { ...row, status: 'booked', debited: this.debited(row) } : { ...row, status: 'rejected' });
  }

  private debited({ exchange }: Transfer): Transfer['debited'] {
    if (!exchange) return null;
    const taken = (BigInt(exchange.expected_minor) * BigInt(1_000_000 + this.marginPpm) + 500_000n) / 1_000_000n;
    return { amount_minor: Math.max(1, Number(taken)), currency: exchange.debit_currency };
  }

  private async keep(row: Transfer): Promise<Transfer> {
    this.byReference.set(row.reference, row);
    await this.journal.append([row]);
    return row;
  }
}
