import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { columnsOf, looksPersonal, ofNobody, PERSONAL, personalDataPage } from '../../tools/docs/personal-data.js';
import { ROOT } from '../arch/source-tree.js';

const PAGE = path.join(ROOT, 'docs/reference/personal-data.md');

/** Columns that could hold something of a person and of which nobody has said what they hold. */
function unlisted(columns: ReadonlyMap<string, string>): string[] {
  const known = new Set([...Object.keys(PERSONAL), ...ofNobody()]);
  return [...columns].filter(([column, type]) => looksPersonal(column.split('.').at(-1)!, type) && !known.has(column)).map(([column]) => column);
}

describe('the list of personal data', () => {
  const schema = readFileSync(path.join(ROOT, 'db/schema.sql'), 'utf8');
  const columns = columnsOf(schema);

  it('knows every column of the database that could hold something of a person', () => {
    expect(columns.size).toBeGreaterThan(400);
    expect(unlisted(columns)).toEqual([]);
  });

  it('names only columns that there are, each once', () => {
    const all = [...Object.keys(PERSONAL), ...ofNobody()];
    expect(all.filter((column) => !columns.has(column))).toEqual([]);
    expect(all.filter((column, at) => all.indexOf(column) !== at)).toEqual([]);
  });

  it('says of everything that stays why, and for how long', () => {
    expect(Object.entries(PERSONAL).filter(([, { fate, why }]) => (fate === 'kept' || fate === 'expires') && !why).map(([column]) => column)).toEqual([]);
  });

  it('has somebody in each context who erases what it holds', () => {
    const holders = readdirSync(path.join(ROOT, 'libs'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts') && !file.endsWith('spec.ts'))
      .flatMap((file) => [...readFileSync(path.join(ROOT, 'libs', file), 'utf8').matchAll(/@HoldsPersonalData\('([^']+)'\)\nexport class/g)].map(([, context]) => context!));
    const schemas = holders.map((context) => (JSON.parse(readFileSync(path.join(ROOT, 'libs', context, 'context.json'), 'utf8')) as { schema: string }).schema);
    expect([...new Set(Object.keys(PERSONAL).map((column) => column.split('.')[0]!))].filter((each) => each !== 'platform').sort()).toEqual([...schemas].sort());
  });

  it('is printed as it is', () => {
    if (process.env.UPDATE_DOCS) writeFileSync(PAGE, personalDataPage());
    expect(existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : '').toBe(personalDataPage());
  });

  it('turns red when a table gets a column that could hold something of a person', () => {
    const planted = (line: string): string[] => unlisted(columnsOf(schema.replace('-- TABLE ledger.journal_entry\n', `-- TABLE ledger.journal_entry\n--   ${line}\n`)));
    for (const [column, type] of [['buyer_email', 'text'], ['extra', 'jsonb'], ['ip_address', 'text NOT NULL'], ['scan', 'bytea']]) expect(planted(`${column} ${type}`)).toEqual([`ledger.journal_entry.${column}`]);
    expect(planted('amount_minor bigint')).toEqual([]);
  });
});
