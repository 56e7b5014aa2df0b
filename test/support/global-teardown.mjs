import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { readJson } from '../../scripts/lib/place.mjs';
import { endProcess } from '../../scripts/lib/processes.mjs';

/** Ends the servers of this run and waits until they are gone. */
export default async function teardown() {
  const folder = process.env.HUBCRAFT_TEST_RUN;
  const servers = readJson(path.join(folder, 'servers.json'), undefined);
  if (servers?.keeper) await endProcess(servers.keeper, 30_000);
  else if (!existsSync(path.join(folder, 'starting'))) rmSync(folder, { recursive: true, force: true });
}
