import { createHmac, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { buildPspApp, type PspApp } from '../../apps/sandbox/psp/app.js';
import { eventually } from './eventually.js';

export const CARDS = {
  succeeds: '4242424242424242', declined: '4832285061609015', asks_3ds: '4224703082575813', soft: '4000002760003184', insufficient: '4211127262112418', lost: '4411588321713124',
  expired: '4867053716965705', dispute_lost: '4000000000000267', dispute_won: '4000000000002685', fraud: '4171680000000004', unknown: '4012888888881881',
} as const;

export interface SignedNotification { id: string; type: string; raw: string; headers: Record<string, string> }

/** The real sandbox PSP, in this process, on a port of its own. It keeps its notifications; tests hand them over in the order they want. */
export class SandboxPsp {
  readonly apiKey = randomBytes(16).toString('hex');
  readonly secret = randomBytes(16).toString('hex');
  url = '';
  private app!: PspApp;
  private readonly folder = mkdtempSync(path.join(tmpdir(), 'hubcraft-psp-'));

  static async start(notifyUrl = ''): Promise<SandboxPsp> {
    const psp = new SandboxPsp();
    psp.app = await buildPspApp({
      host: '127.0.0.1', port: 0, apiKey: psp.apiKey, webhookSecret: psp.secret, notifyUrl, dataFile: path.join(psp.folder, 'books.jsonl'), publicUrl: '', allowedOrigins: [],
    }, pino({ level: 'silent' }));
    psp.url = (await psp.app.listen()).url;
    return psp;
  }

  get env(): Record<string, string> {
    return { SANDBOX_PSP_URL: this.url, SANDBOX_PSP_API_KEY: this.apiKey, SANDBOX_PSP_WEBHOOK_SECRET: this.secret };
  }

  async token(card: keyof typeof CARDS): Promise<string> {
    const made = await this.request('POST', '/tokens', { number: CARDS[card], exp_month: 12, exp_year: 2040, security_code: '123' });
    return (made as { token: string }).token;
  }

  /** As the sandbox's sheet of a wallet hands it over. */
  async walletToken(wallet: 'apple_pay' | 'google_pay', does: 'pays' | 'declines' | 'asks', billing_country?: string): Promise<string> {
    const made = await this.request('POST', '/wallet-tokens', { wallet, card: { pays: 'device', declines: 'declined', asks: 'on_file' }[does], ...(billing_country ? { billing_country } : {}) });
    return (made as { token: string }).token;
  }

  control(body: Record<string, unknown>): Promise<unknown> {
    return this.request('POST', '/control', body);
  }

  /** Where the player is sent back to. */
  async answerAction(url: string, answer: 'approve' | 'refuse'): Promise<string> {
    const done = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: `answer=${answer}`, redirect: 'manual' });
    if (done.status !== 303) throw new Error(`the page answered ${done.status}`);
    return done.headers.get('location')!;
  }

  async books(): Promise<{ type: string; id: string; reference: string; status: string; captured_minor: number; refunded_minor: number }[]> {
    return ((await this.request('GET', '/books?limit=1000')) as { data: never[] }).data;
  }

  async booked(reference: string): Promise<{ type: string; id: string; status: string; captured_minor: number; refunded_minor: number }[]> {
    return (await this.books()).filter((row) => row.reference === reference);
  }

  /** A refund or async payment leaves `pending` by itself. */
  async settled(reference: string): Promise<void> {
    await eventually(async () => (await this.booked(reference)).every((row) => row.status !== 'pending'));
  }

  /** Whether it keeps what it kept of a payment. */
  async keeps(reference: string): Promise<boolean> {
    const { data: [payment] } = (await this.request('GET', `/payments?reference=${reference}`)) as { data: { stored_method: string | null }[] };
    const answer = await fetch(`${this.url}/payments`, {
      method: 'POST', headers: { authorization: `Bearer ${this.apiKey}`, 'content-type': 'application/json' }, body: JSON.stringify({ reference: 'probe', amount_minor: 1, currency: 'EUR', stored_method: payment?.stored_method ?? 'psm_none', capture: false, return_url: 'http://127.0.0.1/' }),
    });
    return answer.status === 201;
  }

  /** Waits until the bank has opened the dispute of a payment of a card that is disputed by itself, or has it decide. */
  async dispute(reference: string, to: 'opened' | 'lost' | 'won'): Promise<void> {
    await eventually(async () => {
      const { data } = (await this.request('GET', `/payments?reference=${reference}`)) as { data: { id: string; dispute: { status: string } | null }[] };
      const [charge] = data;
      if (to !== 'opened' && charge?.dispute?.status === 'open') await this.control({ close_dispute: charge.id });
      return charge?.dispute?.status === (to === 'opened' ? 'open' : to);
    });
  }

  /** What it has to tell about a payment, the oldest first, signed now. */
  async notifications(reference: string): Promise<SignedNotification[]> {
    const { data } = (await this.request('GET', '/notifications?limit=1000')) as { data: { id: string; type: string; body: { data: { payment: { reference: string } } } }[] };
    return data.filter(({ body }) => body.data.payment.reference === reference).map(({ id, type, body }) => ({ id, type, ...this.signed(body) }));
  }

  signed(body: object, at = Math.floor(Date.now() / 1000)): { raw: string; headers: Record<string, string> } {
    const raw = JSON.stringify(body);
    const signature = createHmac('sha256', this.secret).update(`${at}.${raw}`).digest('hex');
    return { raw, headers: { 'content-type': 'application/json', 'sandbox-signature': `t=${at},v1=${signature}` } };
  }

  /** Orders to the bank that misbehave. */
  bank(body: { mode?: 'lose_answer' | 'error_answer' | 'reject' | 'none'; count?: number; delay_ms?: number; margin_ppm?: number }): Promise<unknown> {
    return this.request('POST', '/bank/control', body);
  }

  /** The transfers that the bank has booked, in its own books. */
  async transfers(): Promise<{ id: string; reference: string; amount_minor: number; currency: string; status: string; debited: { amount_minor: number; currency: string } | null; creditor: { name: string; account: string } }[]> {
    return ((await this.request('GET', '/bank/books')) as { data: never[] }).data;
  }

  private async request(method: string, where: string, body?: object): Promise<unknown> {
    const answer = await fetch(this.url + where, { method, headers: { authorization: `Bearer ${this.apiKey}`, ...(body ? { 'content-type': 'application/json' } : {}) }, ...(body ? { body: JSON.stringify(body) } : {}) });
    if (!answer.ok) throw new Error(`${where} answered ${answer.status}: ${await answer.text()}`);
    return answer.json();
  }

  async close(): Promise<void> {
    await this.app.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
