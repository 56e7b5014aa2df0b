import type { Database } from '#platform/database/database';
import { HealthController } from './health.js';

const controller = (unscoped: () => Promise<unknown>) => new HealthController({ unscoped } as unknown as Database);

describe('a process', () => {
  it('is ready while its database answers', async () => {
    expect(await controller(async () => []).ready()).toEqual({ status: 'ok' });
    await expect(controller(() => Promise.reject(new Error('away'))).ready()).rejects.toMatchObject({ status: 503, detail: 'The database does not answer.' });
  });

  it('is not ready when the database says nothing for two seconds', async () => {
    jest.useFakeTimers();
    const answer = expect(controller(() => new Promise(() => undefined)).ready()).rejects.toMatchObject({ status: 503 });
    await jest.advanceTimersByTimeAsync(2_000);
    await answer;
    jest.useRealTimers();
  });

  it('is not ready while it stops, and lives until it has', async () => {
    const health = controller(async () => []);
    health.beforeApplicationShutdown();
    await expect(health.ready()).rejects.toMatchObject({ status: 503, detail: 'The process is stopping.' });
    expect(health.live()).toEqual({ status: 'ok' });
  });
});
