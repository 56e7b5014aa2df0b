import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { request } from 'undici';
import { buildPspApp, type PspApp, type PspSettings } from '../../apps/sandbox/psp/app.js';

export const API_KEY = 'sandbox-test-key';
export const WEBHOOK_SECRET = 'sandbox-test-secret';

export type Json = Record<string, any>;

export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
  readonly json: Json;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

export async function http(method: 'GET' | 'POST', url: string, body?: unknown, headers: Record<string, string> = {}): Promise<HttpAnswer> {
  const answer = await request(url, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await answer.body.text();
  const isJson = String(answer.headers['content-type'] ?? '').includes('json');
  return { status: answer.statusCode, text, json: isJson ? (JSON.parse(text) as Json) : {}, headers: answer.headers };
}

/** Somebody's notification endpoint: verifies every signature by its own arithmetic and lets a test wait for what it expects. */
export class Receiver {
  readonly received: Json[] = [];
  readonly badSignatures: string[] = [];
  /** Answers to give before it starts saying 200. */
  readonly failures: number[] = [];
  url = '';
  private waiting: (() => void)[] = [];
  private readonly server: Server;

  private constructor() {
    this.server = createServer((incoming, outgoing) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        const body = Buffer.concat(chunks).toString('utf8');
        const [, t = '', v1 = ''] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(incoming.headers['sandbox-signature'])) ?? [];
        if (createHmac('sha256', WEBHOOK_SECRET).update(`${t}.${body}`).digest('hex') !== v1) this.badSignatures.push(body);
        const failure = this.failures.shift();
        outgoing.statusCode = failure ?? 200;
        outgoing.end();
        if (failure === undefined) this.received.push(JSON.parse(body) as Json);
        for (const wake of this.waiting.splice(0)) wake();
      });
    });
  }

  static async start(): Promise<Receiver> {
    const receiver = new Receiver();
    await new Promise<void>((resolve) => receiver.server.listen(0, '127.0.0.1', resolve));
    receiver.url = `http://127.0.0.1:${(receiver.server.address() as AddressInfo).port}/notify`;
    return receiver;
  }

  /** Resolves with the first notification that fits, now or later; Jest's time limit ends a wait in vain. */
  async until(fits: (notification: Json) => boolean): Promise<Json> {
    for (;;) {
      const found = this.received.find(fits);
      if (found) return found;
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }

  of(type: string, paymentId: string): Promise<Json> {
    return this.until((one) => one['type'] === type && one['data'].payment.id === paymentId);
  }

  stop(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}

/** A processor on a free port, with a journal in a folder of its own. */
export class PspFixture {
  url = '';
  readonly folder = mkdtempSync(path.join(tmpdir(), 'hubcraft-psp-'));
  private running: PspApp | null = null;
  private count = 0;

  constructor(
    readonly receiver: Receiver,
    private readonly overrides: Partial<PspSettings> = {},
  ) {}

  get file(): string {
    return path.join(this.folder, 'psp.jsonl');
  }

  async start(now?: () => number): Promise<this> {
    const settings: PspSettings = {
      host: '127.0.0.1',
      port: 0,
      apiKey: API_KEY,
      webhookSecret: WEBHOOK_SECRET,
      notifyUrl: this.receiver.url,
      dataFile: this.file,
      publicUrl: '',
      allowedOrigins: [],
      ...this.overrides,
    };
    this.running = await buildPspApp(settings, pino({ level: 'silent' }), now);
    this.url = (await this.running.listen()).url;
    return this;
  }

  async stop(): Promise<void> {
    await this.running?.close();
    this.running = null;
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  get(route: string): Promise<HttpAnswer> {
    return http('GET', this.url + route, undefined, { authorization: `Bearer ${API_KEY}` });
  }

  post(route: string, body?: unknown, key?: string): Promise<HttpAnswer> {
    return http('POST', this.url + route, body, { authorization: `Bearer ${API_KEY}`, ...(key === undefined ? {} : { 'idempotency-key': key }) });
  }

  async token(number: string, security_code = '123'): Promise<string> {
    const answer = await http('POST', `${this.url}/tokens`, { number, exp_month: 12, exp_year: new Date().getUTCFullYear() + 2, security_code });
    if (answer.status !== 201) throw new Error(`no token: ${answer.text}`);
    return String(answer.json['token']);
  }

  async pay(more: Json = {}, number = '4242424242424242'): Promise<HttpAnswer> {
    this.count += 1;
    const instrument = 'method' in more || 'token' in more ? {} : { token: await this.token(number) };
    const reference = `pmt_${this.count}`;
    return this.post('/payments', { reference, amount_minor: 1999, currency: 'EUR', return_url: 'http://shop.localhost/return?order=1', ...instrument, ...more });
  }
}
