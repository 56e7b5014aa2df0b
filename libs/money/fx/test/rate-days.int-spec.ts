import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Logger } from '@nestjs/common';
import { Housekeeping } from '#platform/housekeeping/housekeeping';
import type { FrozenClock } from '#platform/kernel/clock';
import * as staff from '#studio/staff/module';
import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { staffOf } from '../../../../test/support/staff.js';
import { ConvertAmount } from '../contracts/queries.js';
import { FetchRatesChore } from '../fetch-rates.chore.js';
import { FxModule, rows } from '../module.js';

const ECB = 'European Central Bank';

describe('rates of exchange', () => {
  let app: Booted;
  let tenant: Tenant;
  beforeAll(async () => {
    app = await bootContext({ modules: [FxModule, staff.StaffModule], rows: [...rows, ...staff.rows], frozenAt: new Date('2026-11-27T12:00:00Z') });
    tenant = await app.tenant();
  });
  afterAll(() => app.close());

  const record = async (body: object, role: 'finance' | 'support' = 'finance') => app.inject({ method: 'POST', url: '/operator/v1/fx_rates', headers: { authorization: `Bearer ${(await staffOf(app, role)).token}` }, body });
  const day = (told: object = {}) => ({ day: '2026-11-26', source: ECB, base: 'EUR', units: [{ currency: 'USD', units: '1.25' }], ...told });
  const euros = (date: string) => app.queries.ask(new ConvertAmount({ minor: 10_000n, from: 'EUR', to: 'USD', date }), tenant.scope);

  it('are recorded by staff, once a day, and used from that day on with their source', async () => {
    expect(await euros('2026-11-26')).toMatchObject({ rate_date: '2026-01-01', source: expect.stringContaining('Economist') });
    expect((await record(day(), 'support')).status).toBe(403);
    const { status, json } = await record(day());
    expect([status, json.data]).toEqual([201, [{ ...day(), recorded_by: expect.stringMatching(/^stf_/), recorded_at: app.clock.nowSeconds() }]]);
    expect(await euros('2026-11-26')).toEqual({ minor: 12_500n, rate: '1.25', rate_date: '2026-11-26', source: ECB });
    expect(await euros('2026-11-25')).toMatchObject({ rate_date: '2026-01-01' });
    // A day is never changed by anybody who runs Hubcraft; nor may a studio write one.
    expect((await record(day({ units: [{ currency: 'USD', units: '1.3' }] }))).json).toMatchObject({ status: 409, code: 'fx.day_there' });
    expect(await euros('2026-11-27')).toMatchObject({ minor: 12_500n });
    for (const sql of [`UPDATE fx.rate_day SET units = '{"USD": "2"}'`, 'DELETE FROM fx.rate_day', `INSERT INTO fx.rate_day (day, source, base, units, recorded_by, recorded_at) VALUES ('2026-11-24', 'x', 'EUR', '{"USD": "2"}', 'x', now())`]) {
      await expect(app.database.transaction(tenant.scope, { context: 'money/fx' }, () => app.database.execute(sql))).rejects.toThrow(/permission denied|row-level security/);
    }
  });

  it.each([
    ['day', day({ day: '2026-11-28' })], ['base', day({ base: 'XXX' })], ['units', day({ units: [{ currency: 'EUR', units: '1' }] })], ['units', day({ units: [{ currency: 'QQQ', units: '1' }] })],
    ['units', day({ units: [{ currency: 'USD', units: '0.000' }] })], ['units', day({ units: [{ currency: 'USD', units: '1' }, { currency: 'USD', units: '1' }] })],
  ])('refuses a %s that cannot be', async (field, body) => {
    expect((await record(body)).json).toMatchObject({ status: 422, code: 'fx.day_invalid', errors: [{ loc: ['body', field] }] });
  });

  describe('are fetched where they are printed', () => {
    const HEAD = 'KEY,FREQ,CURRENCY,CURRENCY_DENOM,EXR_TYPE,EXR_SUFFIX,TIME_PERIOD,OBS_VALUE\n';
    const row = (currency: string, date: string, value: string) => `EXR.D.${currency}.EUR.SP00.A,D,${currency},EUR,SP00,A,${date},${value}\n`;
    let printer: Server;
    let told: { status: number; text: string };
    let world: Booted;
    beforeAll(async () => {
      printer = createServer((_, response) => void response.writeHead(told.status, { 'content-type': 'text/csv' }).end(told.text));
      await new Promise<void>((resolve) => printer.listen(0, '127.0.0.1', resolve));
      world = await bootContext({ modules: [FxModule], rows, frozenAt: new Date('2026-11-27T18:00:00Z'), env: { FX_RATES_URL: `http://127.0.0.1:${(printer.address() as AddressInfo).port}/rates` } });
    });
    afterAll(async () => {
      await world.close();
      await new Promise((resolve) => printer.close(resolve));
    });
    const chores = () => world.app.get(Housekeeping).doChores();
    const days = () => world.look(`SELECT to_char(day, 'YYYY-MM-DD') AS day, source, base, units, recorded_by FROM fx.rate_day ORDER BY rate_day.day`);

    it('once a day, the newest day alone, and nothing of what cannot be read', async () => {
      for (const broken of [{ status: 503, text: '' }, { status: 200, text: '<html>' }, { status: 200, text: HEAD }, { status: 200, text: HEAD + row('USD', '2026-11-26', 'NaN') }, { status: 200, text: `${HEAD}${row('USD', '2026-11-26', '1.1')}${row('GBP', '2026-11-26', '0.8').replace(',EUR,', ',USD,')}` }]) {
        told = broken;
        await chores();
        expect(await days()).toEqual([]);
      }
      // A currency that is no more, one that nobody knows, and yesterday's rates.
      told = { status: 200, text: HEAD + row('USD', '2026-11-26', '1.1571') + row('JPY', '2026-11-26', '180.9') + row('HRK', '2022-12-30', '7.5365') + row('QQQ', '2026-11-26', '2') };
      await chores();
      const yesterday = { day: '2026-11-26', source: 'European Central Bank, euro foreign exchange reference rates', base: 'EUR', units: { USD: '1.1571', JPY: '180.9' }, recorded_by: 'fx.rates' };
      await chores();
      expect(await days()).toEqual([yesterday]);
      told = { status: 200, text: HEAD + row('USD', '2026-11-27', '1.16') };
      expect((await chores())['fx.rates']).toBe(1);
      // The day has its rates: nobody is asked any more.
      told = { status: 503, text: '' };
      expect(await world.app.get(FetchRatesChore).due('')).toEqual([]);
      expect(await days()).toEqual([yesterday, { ...yesterday, day: '2026-11-27', units: { USD: '1.16' } }]);
    });

    it('and are an alarm when there have been none for six days, most of all where their printer is away', async () => {
      const messages: string[] = [];
      jest.spyOn(Logger.prototype, 'error').mockImplementation((entry: unknown) => void messages.push((entry as { msg: string }).msg));
      told = { status: 503, text: '' };
      const old = async (): Promise<boolean> => {
        messages.length = 0;
        await chores();
        return messages.includes('ALARM: rates of exchange are old; payouts that are exchanged will wait');
      };
      const clock = world.clock as FrozenClock;
      clock.advanceSeconds(6 * 86_400);
      expect(await old()).toBe(false);
      clock.advanceSeconds(86_400);
      expect(await old()).toBe(true);
      told = { status: 200, text: HEAD + row('USD', '2026-12-03', '1.17') };
      expect(await old()).toBe(false);
      jest.restoreAllMocks();
    });
  });
});
