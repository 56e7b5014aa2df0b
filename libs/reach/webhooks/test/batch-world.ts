import { OrderCanceled, OrderCreated } from '#sales/orders/events';
import { FakeOrders, orderPaidForTest } from '#sales/orders/testing';
import { CreateEndpoint, type NewEndpoint } from '#studio/game-servers/commands';
import type { Booted, Tenant } from '../../../../test/support/boot.js';
import type { Receiver } from '../../../../test/support/receiver.js';
import type { BatchReadyData } from '../app/batching.js';
import { HappenForTest } from './sales-around.js';

export interface Line {
  event_id: string;
  event_type: string;
  aggregate_id: string;
  sequence: number;
  previous_sequence: number | null;
  idempotency_key: string;
  transaction_id: string;
}

/** A game whose webhook wants batches, and what its server does with them. */
export class BatchWorld {
  constructor(readonly app: Booted, readonly tenant: Tenant, readonly receiver: Receiver, readonly orders: FakeOrders) {}

  async endpoint(told: Partial<NewEndpoint> = {}): Promise<string> {
    return (await this.app.commands.execute(new CreateEndpoint({ environment: 'sandbox', url: this.receiver.url, events: ['order.*'], batch_mode: true, batch_max_seconds: 3_600, batch_max_events: 100, ...told }), this.tenant.scope)).endpoint_id;
  }

  /** So many events of each of so many orders. */
  async happened(keys: number, events = 1): Promise<string[]> {
    const made = Array.from({ length: keys }, () => this.orders.put({ game_id: this.tenant.gameId }).id);
    for (let nth = 0; nth < events; nth++) {
      await this.app.commands.execute(new HappenForTest(made.map((id) => nth === 0
        ? new OrderCreated('order', id, { order_id: id, player_id: 'P-1', status: 'created' })
        : new OrderCanceled('order', id, { ...orderPaidForTest({ order_id: id }), reason: `nth_${nth}` }))), this.tenant.scope);
    }
    await this.app.settle();
    return made;
  }

  /** The time of everything has come that has a turn of its own. */
  async timePasses(): Promise<void> {
    await this.app.look("UPDATE webhooks.delivery SET next_at = now() WHERE game_id = $1 AND state = 'pending' AND lease_token IS NULL AND batch_id IS NULL", [this.tenant.gameId]);
    await this.app.settle();
  }

  sent(): Line[] {
    return this.receiver.received.map((each) => JSON.parse(each.body) as Line);
  }

  messages(): { event_type: string; sequence: number; event_data: BatchReadyData }[] {
    return this.receiver.received.map((each) => JSON.parse(each.body) as { event_type: string; sequence: number; event_data: BatchReadyData }).filter((each) => each.event_type === 'batch.ready');
  }

  ready(): BatchReadyData[] {
    return this.messages().map((each) => each.event_data);
  }

  get(url: string): ReturnType<Booted['inject']> {
    const { pathname, search } = new URL(url);
    return this.app.inject({ method: 'GET', url: `${pathname}${search}` });
  }

  async texts(url: string): Promise<string[]> {
    const { status, text } = await this.get(url);
    expect(status).toBe(200);
    expect(text === '' || text.endsWith('\n')).toBe(true);
    return text.split('\n').slice(0, -1);
  }

  async lines(url: string): Promise<Line[]> {
    return (await this.texts(url)).map((text) => JSON.parse(text) as Line);
  }

  studio(method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, body?: object, apiKey = this.tenant.apiKey): ReturnType<Booted['inject']> {
    return this.app.inject({ method, url, apiKey, ...(body ? { body } : {}) });
  }

  states(): Promise<{ event_type: string; state: string; attempts: number; n: bigint }[]> {
    return this.app.look("SELECT event_type, state, attempts, count(*) AS n FROM webhooks.delivery WHERE game_id = $1 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3", [this.tenant.gameId]);
  }
}
