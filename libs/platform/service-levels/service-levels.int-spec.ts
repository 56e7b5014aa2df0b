import { openProbe, type Probe } from '../testing/probe.js';
import { Database } from '../database/database.js';
import { MEASURED_BY, ServiceLevels, signalsOf } from './service-levels.js';

describe('service levels', () => {
  let probe: Probe;
  beforeAll(async () => {
    probe = await openProbe();
  });
  beforeEach(() => probe.admin('TRUNCATE platform.service_slot, platform.service_day'));
  afterAll(() => probe.close());

  const process = async (): Promise<ServiceLevels> => (await probe.open()).get(ServiceLevels);
  const days = () => probe.admin('SELECT signal, good::int, total::int, slots FROM platform.service_day ORDER BY signal');

  it.each([
    ['/store/v1/orders', ['checkout.answered', 'buyers.admitted']], ['/store/v1/checkout/pay', ['checkout.answered', 'buyers.admitted', 'checkout.fast']], ['/store/v1/checkout/events', ['checkout.answered', 'buyers.admitted']],
    ['/store/v1/orders/:order_id', ['store.answered', 'buyers.admitted']], ['/h/:slug', ['store.answered', 'buyers.admitted']], ['/v1/items', ['studio.answered']], ['/ingress/sandbox', ['providers.heard']], ['/health/ready', []], ['/status', []], ['/operator/v1/incidents', []],
    [undefined, []],
  ])('count an answer at %s', (route, signals) => expect(signalsOf(route)).toEqual(signals));

  it('add up what processes counted, in one row of the day however often they write', async () => {
    const [one, other] = [await process(), await process()];
    for (const levels of [one, other]) {
      levels.answered('/store/v1/checkout/pay', 200, 100);
      levels.answered('/store/v1/checkout/pay', 200, 2_600);
      levels.answered('/store/v1/checkout/pay', 503, 10);
    }
    await Promise.all([one.flush(MEASURED_BY.api), other.flush(MEASURED_BY.api)]);
    await one.flush(MEASURED_BY.api);
    const rows = await days();
    expect(rows).toHaveLength(MEASURED_BY.api.length);
    const pick = (signal: string) => rows.find((row) => row['signal'] === signal)!;
    expect(pick('checkout.answered')).toMatchObject({ good: 4, total: 6 });
    expect(pick('checkout.fast')).toMatchObject({ good: 4, total: 6 });
    expect(pick('buyers.admitted')).toMatchObject({ good: 6, total: 6 });
    expect(pick('studio.answered')).toMatchObject({ good: 0, total: 0 });
    // As many slots as there are, were it that a new one has begun meanwhile.
    const [{ count }] = (await probe.admin<{ count: number }>(`SELECT count(*)::int AS count FROM platform.service_slot WHERE signal = 'checkout.fast'`)) as [{ count: number }];
    expect(pick('checkout.fast')).toMatchObject({ slots: count });
    expect((await one.recent(15)).find(({ signal }) => signal === 'checkout.answered')).toEqual({ signal: 'checkout.answered', good: 4n, total: 6n });
  });

  it('do not count refusals under overload against the Studio API, but each buyer who was turned away', async () => {
    const levels = await process();
    levels.shed('bulk');
    levels.answered('/v1/orders', 503, 1);
    levels.shed('player');
    levels.answered('/store/v1/storefront', 503, 1);
    await levels.flush();
    expect(await days()).toEqual([
      { signal: 'buyers.admitted', good: 0, total: 1, slots: 1 }, { signal: 'store.answered', good: 0, total: 1, slots: 1 }, { signal: 'studio.answered', good: 1, total: 1, slots: 1 },
    ]);
  });

  it('are kept for the next time where the database is away', async () => {
    const app = await probe.open();
    const levels = app.get(ServiceLevels);
    levels.add('books.hold', 1);
    const away = jest.spyOn(app.get(Database), 'unscoped').mockRejectedValueOnce(new Error('away'));
    await expect(levels.flush()).rejects.toThrow('away');
    away.mockRestore();
    levels.add('books.hold', 0);
    await levels.flush();
    expect(await days()).toEqual([{ signal: 'books.hold', good: 1, total: 2, slots: 1 }]);
  });
});
