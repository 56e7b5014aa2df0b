import { Injectable } from '@nestjs/common';
import { Config } from '#platform/config/config';
import { Egress, EgressError, type EgressAnswer } from '#platform/egress/egress';
import type { PayoutProvider, ProviderAnswer, SeenTransfer, TransferOrder } from '../../domain/payout-provider.js';

const DEADLINE_MS = 10_000;
const MAX_BYTES = 262_144;
const STATES: Readonly<Record<string, SeenTransfer['state']>> = { pending: 'pending', booked: 'booked', rejected: 'rejected' };

/** The sandbox bank over its HTTP API (apps/sandbox/bank/README.md). */
@Injectable()
export class SandboxBank implements PayoutProvider {
  readonly provider = 'sandbox';

  constructor(private readonly config: Config, private readonly egress: Egress) {}

  send({ creditor, ...order }: TransferOrder): Promise<ProviderAnswer<SeenTransfer>> {
    const { account } = creditor;
    const number = account.kind === 'iban' ? account.iban : `${account.bank_code} ${account.account_number}`;
    const body = { ...order, creditor: { name: creditor.name, country: creditor.country, account: number, bic: account.bic } };
    return this.exchange('POST', '/bank/transfers', body, (json) => seen(json, order.reference));
  }

  lookUp(reference: string): Promise<ProviderAnswer<SeenTransfer | null>> {
    return this.exchange('GET', `/bank/transfers?reference=${encodeURIComponent(reference)}`, null, (json) => {
      const data = (json as { data?: unknown } | null)?.data;
      if (!Array.isArray(data)) throw new Unreadable('not a list');
      return data.length === 0 ? null : seen(data[0], reference);
    });
  }

  private async exchange<T>(method: 'GET' | 'POST', path: string, body: object | null, read: (json: unknown) => T): Promise<ProviderAnswer<T>> {
    let answer: EgressAnswer;
    try {
      answer = await this.egress.send({
        method, url: new URL(path, this.config.required('SANDBOX_PSP_URL')).toString(),
        headers: { authorization: `Bearer ${this.config.required('SANDBOX_PSP_API_KEY')}`, ...(body ? { 'content-type': 'application/json' } : {}) },
        ...(body ? { body: JSON.stringify(body) } : {}), deadlineMs: DEADLINE_MS, maxBytes: MAX_BYTES, reach: 'any',
      });
    } catch (error) {
      if (!(error instanceof EgressError)) throw error;
      return error.sent ? { outcome: 'unknown', reason: error.reason } : { outcome: 'unavailable', reason: error.reason };
    }
    return classified(answer, read);
  }
}

/** An answer that does not say what the manual promises: nothing is concluded from it. */
class Unreadable extends Error {}

function classified<T>(answer: EgressAnswer, read: (json: unknown) => T): ProviderAnswer<T> {
  const { status } = answer;
  try {
    if (status >= 200 && status < 300) {
      if (answer.cut) throw new Unreadable('too long');
      return { outcome: 'answered', value: read(JSON.parse(answer.body.toString('utf8'))) };
    }
  } catch (error) {
    if (error instanceof Unreadable || error instanceof SyntaxError) return { outcome: 'unknown', reason: `unreadable: ${error.message.slice(0, 200)}` };
    throw error;
  }
  // The key is wrong or the rate is exceeded: refused before anything was booked, and another day it may work.
  if (status === 401 || status === 403 || status === 429) return { outcome: 'unavailable', reason: `http_${status}` };
  // That another transfer has the reference is no word on ours.
  if (status === 422 || status === 400) return { outcome: 'refused', code: problemCode(answer) };
  return { outcome: 'unknown', reason: `http_${status}` };
}

function problemCode(answer: EgressAnswer): string {
  try {
    const { code } = JSON.parse(answer.body.toString('utf8')) as { code?: unknown };
    if (typeof code === 'string') return code.slice(0, 60);
  } catch {
    // Not JSON: the status alone has to do.
  }
  return `http_${answer.status}`;
}

function seen(value: unknown, reference: string): SeenTransfer {
  if (typeof value !== 'object' || value === null) throw new Unreadable('not a transfer');
  const row = value as Record<string, unknown>;
  const state = STATES[String(row['status'])];
  if (row['reference'] !== reference) throw new Unreadable('the answer is about another reference');
  if (!state || typeof row['id'] !== 'string' || row['id'].length > 100 || typeof row['currency'] !== 'string' || !Number.isSafeInteger(row['amount_minor'])) throw new Unreadable('a member is missing');
  const debited = row['debited'] as { amount_minor?: unknown; currency?: unknown } | null | undefined;
  if (debited && (!Number.isSafeInteger(debited.amount_minor) || (debited.amount_minor as number) <= 0 || typeof debited.currency !== 'string')) throw new Unreadable('what was debited is unreadable');
  return { provider_reference: row['id'], reference, state, amount_minor: row['amount_minor'] as number, currency: row['currency'],
    debited: debited ? { amount_minor: debited.amount_minor as number, currency: debited.currency as string } : null, failure: typeof row['failure'] === 'string' ? row['failure'].slice(0, 60) : null };
}
