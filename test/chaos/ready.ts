import { setTimeout as pause } from 'node:timers/promises';
import { request } from 'undici';
import type { System } from '../support/system.js';

const PATIENCE_MS = 60_000;

/** Milliseconds until the api says that it is ready. */
export async function readyAgain(system: System): Promise<number> {
  const began = performance.now();
  for (;;) {
    const status = await request(`${system.urls.api}/health/ready`, { headersTimeout: 5_000, bodyTimeout: 5_000 }).then(async ({ statusCode, body }) => {
      await body.dump();
      return statusCode;
    }, () => 0);
    const passed = performance.now() - began;
    if (status === 200) return passed;
    if (passed > PATIENCE_MS) throw new Error(`The api was not ready again within ${PATIENCE_MS} ms`);
    await pause(25);
  }
}
