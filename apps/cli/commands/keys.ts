import { KeyRotation, type ColumnCount } from '#platform/crypto/key-rotation';
import { withApplication } from '../beside.js';

const USAGE = `usage: hubcraft keys <status|rotate>

  status   how much is sealed under MASTER_KEY, and how much under other keys
  rotate   seal everything again under MASTER_KEY; MASTER_KEYS_READ has to name the key before it`;

/** What stands under which key, as lines for a terminal. */
export function keyLines(columns: readonly ColumnCount[]): string[] {
  return [`${'sealed column'.padEnd(38)} ${'under MASTER_KEY'.padStart(16)} ${'left'.padStart(8)}`, ...columns.map(({ column, current, old }) => `${column.padEnd(38)} ${String(current).padStart(16)} ${String(old).padStart(8)}`)];
}

/** `hubcraft keys status|rotate`. Exit code 1 when something is left under another key, or opens under none. */
export async function run(args: string[]): Promise<number> {
  const [what, ...more] = args;
  if ((what !== 'status' && what !== 'rotate') || more.length > 0) {
    console.error(USAGE);
    return 2;
  }
  return withApplication(async (app) => {
    const rotation = app.get(KeyRotation);
    if (what === 'status') return ended(await rotation.count(), 0);
    const { resealed, columns, unopened } = await rotation.run((line) => console.log(line));
    console.log(`${resealed} sealed again`);
    for (const each of unopened.first) console.error(`cannot be opened: ${each}`);
    return ended(columns, unopened.count);
  });
}

function ended(columns: readonly ColumnCount[], unopened: number): number {
  const left = columns.reduce((sum, { old }) => sum + old, 0);
  console.log(keyLines(columns).join('\n'));
  console.log(left === 0 ? 'Nothing is left under another key.' : `${left} are left under another key${unopened > 0 ? `, ${unopened} of which no key here opens` : ''}.`);
  return left > 0 ? 1 : 0;
}
