import type { FrozenClock } from '#platform/kernel/clock';
import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { throughTo } from '../../../../test/support/live-egress.js';
import { Receiver } from '../../../../test/support/receiver.js';
import { GameServersModule, rows } from '../module.js';

/** This context on a clock that stands still, with a game for each test whose server knows the player P-1. */
export class GameServersSuite {
  app!: Booted;
  tenant!: Tenant;
  readonly receiver = new Receiver();

  static open(): GameServersSuite {
    const suite = new GameServersSuite();
    beforeAll(async () => {
      suite.app = await bootContext({ modules: [GameServersModule], rows, frozenAt: new Date('2026-11-22T06:00:00Z'), env: { WEBHOOK_SOURCE_ADDRESSES: '203.0.113.0/28,198.51.100.7' } });
      await suite.receiver.listen();
    });
    afterAll(async () => {
      await suite.receiver.close();
      await suite.app?.close();
    });
    afterEach(() => jest.restoreAllMocks());
    beforeEach(async () => {
      suite.tenant = await suite.app.tenant();
      throughTo(suite.app, suite.receiver);
      suite.receiver.clear();
      suite.receiver.answer = () => ({ status: 200, body: { player_id: 'P-1', name: 'Ada', attributes: { level: 3 } } });
    });
    return suite;
  }

  get clock(): FrozenClock {
    return this.app.clock as FrozenClock;
  }

  create(body: object, apiKey = this.tenant.apiKey): ReturnType<Booted['inject']> {
    return this.app.inject({ method: 'POST', url: '/v1/webhooks', apiKey, body: { events: ['order.*'], url: 'https://game.example.com/hooks', method: 'POST', ...body } });
  }

  get(id: string): ReturnType<Booted['inject']> {
    return this.app.inject({ method: 'GET', url: `/v1/webhooks/${id}`, apiKey: this.tenant.apiKey });
  }
}
