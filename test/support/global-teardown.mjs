import { endServers } from '../../scripts/lib/test-run.mjs';

export default async function teardown() {
  await endServers(process.env.HUBCRAFT_TEST_RUN);
}
