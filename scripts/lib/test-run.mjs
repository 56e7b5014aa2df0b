import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { readJson } from './place.mjs';
import { endProcess } from './processes.mjs';

const GONE_MS = 60_000;

/** Ends the servers of a test run (test/support/keeper.mjs), if it has any, and returns when they and the run's folder are gone. */
export async function endServers(folder) {
  if (!existsSync(path.join(folder, 'starting'))) {
    rmSync(folder, { recursive: true, force: true });
    return;
  }
  // A keeper that is still starting them has written nothing yet; it ends with the run, but only after it has started.
  for (const deadline = performance.now() + GONE_MS; existsSync(folder) && performance.now() < deadline; await pause(50)) {
    const keeper = readJson(path.join(folder, 'servers.json'), undefined)?.keeper;
    if (keeper) await endProcess(keeper, 30_000);
    if (keeper) break;
  }
  rmSync(folder, { recursive: true, force: true });
}
