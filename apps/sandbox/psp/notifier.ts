import { createHmac } from 'node:crypto';
import type { Logger } from 'pino';
import { request } from 'undici';
import type { Now } from '../process.js';
import type { Books, Delivery } from './books.js';
import type { Faults } from './faults.js';

const CONCURRENCY = 8;
const ATTEMPT_TIMEOUT_MS = 10_000;
const FIRST_RETRY_MS = 200;
const LONGEST_RETRY_MS = 30_000;

/** `t=<unix>,v1=<hex>`: HMAC-SHA256 over `<unix>.<body>` with the whole secret as UTF-8. */
export function signNotification(secret: string, unixSeconds: number, body: string): string {
  return `t=${unixSeconds},v1=${createHmac('sha256', secret).update(`${unixSeconds}.${body}`).digest('hex')}`;
}

export interface NotifierSettings {
  /** Empty: notifications are kept and not sent. */
  readonly url: string;
  readonly secret: string;
}

/** Delivers notifications until each was answered 2xx, at most eight at a time. */
export class Notifier {
  private readonly ready: Delivery[] = [];
  private readonly timers = new Set<NodeJS.Timeout>();
  private readonly stopping = new AbortController();
  /** Held back by the fault `reorder` until a later one was delivered. */
  private held: { readonly delivery: Delivery; readonly timer: NodeJS.Timeout }[] = [];
  private underWay = 0;

  constructor(
    private readonly settings: NotifierSettings,
    private readonly books: Books,
    private readonly faults: Faults,
    private readonly now: Now,
    private readonly log: Logger,
  ) {}

  /** A new notification: here the faults of notifications strike. */
  offer(delivery: Delivery): void {
    if (this.settings.url === '') return;
    const reorder = this.faults.strikes('reorder');
    if (reorder !== null) {
      const timer = this.after(reorder.delay_ms ?? 1000, () => this.release(delivery));
      this.held.push({ delivery, timer });
      return;
    }
    const delay = this.faults.strikes('delay', 'notifications');
    if (delay !== null) this.after(delay.delay_ms ?? 5000, () => this.enqueue(delivery));
    else this.enqueue(delivery);
    if (this.faults.strikes('duplicate') !== null) this.enqueue(delivery);
  }

  /** Everything not yet delivered when the process started. */
  resume(deliveries: Iterable<Delivery>): void {
    if (this.settings.url === '') return;
    for (const delivery of deliveries) if (delivery.delivered_at === null) this.enqueue(delivery);
  }

  stop(): void {
    this.stopping.abort();
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
    this.ready.length = 0;
    this.held = [];
  }

  private enqueue(delivery: Delivery): void {
    this.ready.push(delivery);
    this.pump();
  }

  private pump(): void {
    while (this.underWay < CONCURRENCY && !this.stopping.signal.aborted) {
      const delivery = this.ready.shift();
      if (delivery === undefined) return;
      this.underWay += 1;
      void this.attempt(delivery).finally(() => {
        this.underWay -= 1;
        this.pump();
      });
    }
  }

  private async attempt(delivery: Delivery): Promise<void> {
    delivery.attempts += 1;
    const failure = await this.send(delivery.row.body);
    if (this.stopping.signal.aborted) return;
    if (failure === null) {
      await this.markDelivered(delivery);
      return;
    }
    delivery.last_error = failure;
    const wait = Math.min(FIRST_RETRY_MS * 2 ** Math.min(delivery.attempts - 1, 20), LONGEST_RETRY_MS);
    this.log.warn({ notification: delivery.row.id, type: delivery.row.type, attempt: delivery.attempts, failure, retry_in_ms: wait }, 'notification not delivered');
    this.after(wait, () => this.enqueue(delivery));
  }

  /** Null when it was answered 2xx, else why not. */
  private async send(body: string): Promise<string | null> {
    try {
      const answer = await request(this.settings.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'user-agent': 'Sandbox-PSP',
          'sandbox-signature': signNotification(this.settings.secret, Math.floor(this.now() / 1000), body),
        },
        body,
        signal: AbortSignal.any([this.stopping.signal, AbortSignal.timeout(ATTEMPT_TIMEOUT_MS)]),
      });
      await answer.body.dump();
      return answer.statusCode >= 200 && answer.statusCode < 300 ? null : `answered ${answer.statusCode}`;
    } catch (cause) {
      return cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    }
  }

  private async markDelivered(delivery: Delivery): Promise<void> {
    const { id } = delivery.row;
    if (delivery.delivered_at === null) {
      const { attempts } = delivery;
      await this.books
        .write((work) => work.record({ t: 'delivered', id, at: work.now, attempts }))
        .durable.catch((cause: unknown) => this.log.error({ err: cause, notification: id }, 'delivery not booked'));
    }
    for (const { delivery: earlier } of this.held) if (earlier !== delivery) this.release(earlier);
  }

  private release(delivery: Delivery): void {
    const held = this.held.find((one) => one.delivery === delivery);
    if (held === undefined) return;
    this.held = this.held.filter((one) => one !== held);
    clearTimeout(held.timer);
    this.timers.delete(held.timer);
    this.enqueue(delivery);
  }

  private after(waitMs: number, act: () => void): NodeJS.Timeout {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      act();
    }, waitMs);
    this.timers.add(timer);
    return timer;
  }
}
