import { bootContext, type Booted } from '../../../test/support/boot.js';
import { processTime, setProcessTime } from '../kernel/clock.js';
import { DatabaseTime } from './database-time.js';

const DAY_MS = 86_400_000;
let app: Booted;
beforeAll(async () => {
  app = await bootContext({ modules: [] });
});
afterAll(() => app.close());

describe('The time of a process', () => {
  const off = async (): Promise<number> => Math.abs(processTime() - (await app.database.time()));

  it.each([['ahead by ten minutes', 600_000], ['behind by ten minutes', -600_000], ['ahead by 400 days', 400 * DAY_MS]])('is put right when it is %s', async (_what, ms) => {
    setProcessTime(processTime() + ms);
    expect(app.clock.now().getTime() - Date.now()).toBeCloseTo(ms, -4);
    await app.app.get(DatabaseTime).set();
    expect(await off()).toBeLessThan(2_000);
  });

  it('does not follow the clock of the machine', async () => {
    const now = jest.spyOn(Date, 'now').mockReturnValue(Date.now() - 7 * 60_000);
    try {
      expect(await off()).toBeLessThan(2_000);
      await app.app.get(DatabaseTime).set();
      expect(await off()).toBeLessThan(2_000);
    } finally {
      now.mockRestore();
    }
  });

  it('goes on while the database does not answer', async () => {
    const asked = jest.spyOn(app.database, 'time').mockRejectedValue(new Error('away'));
    const before = processTime();
    await app.app.get(DatabaseTime).set();
    expect(processTime()).toBeGreaterThanOrEqual(before);
    asked.mockRestore();
  });
});
