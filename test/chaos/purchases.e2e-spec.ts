import { startSystem } from '../support/system.js';
import { table } from './goals.js';
import { buyUnderFire, judge, killOne } from './purchases.js';

/** Tier P: small enough for every run of the tests. The large run is `npm run chaos`. */
describe('purchases while api and worker are killed', () => {
  it('200 purchases and 10 kills: paid once, granted once, delivered, books in balance', async () => {
    const system = await startSystem({ without: ['mailbox'] });
    try {
      const report = await buyUnderFire(system, { purchases: 200, buyers: 8, faults: 10, fault: killOne, what: 'SIGKILL of api or worker', seed: 20_261_122 });
      const verdicts = await judge(system, report);
      process.stdout.write(`${table(`200 purchases, 10 kills, ${report.seconds.toFixed(1)} s, ${report.repeated} requests repeated`, verdicts)}\n`);
      expect(verdicts.filter(({ isGood }) => !isGood)).toEqual([]);
    } finally {
      await system.close();
    }
  }, 600_000);
});
