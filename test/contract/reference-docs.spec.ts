import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CHART } from '../../libs/money/ledger/domain/chart-of-accounts.js';
import { SENT_EVENTS } from '../../libs/reach/webhooks/domain/event-types.js';
import { TRANSITIONS as ORDER_WAYS } from '../../libs/sales/orders/domain/transitions.js';
import { TRANSITIONS as PAYMENT_WAYS } from '../../libs/sales/payments/domain/payment-states.js';
import { chartOfAccountsPage } from '../../tools/chart-of-accounts.js';
import { ROOT } from '../arch/source-tree.js';

const CHART_FILE = path.join(ROOT, 'docs/reference/chart-of-accounts.md');
const states = readFileSync(path.join(ROOT, 'docs/reference/states.md'), 'utf8');

/** The rows of the table under a heading, cells without their blanks. */
function tableUnder(heading: string): string[][] {
  const section = states.split(/^## /m).find((part) => part.startsWith(`${heading}\n`));
  if (!section) throw new Error(`docs/reference/states.md has no section "${heading}"`);
  return section.split('\n').filter((line) => line.startsWith('|')).slice(2).map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()));
}
const words = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1]!);
const plain = (rows: string[][]): string[] => rows.map((cells) => cells.map((cell) => words(cell)[0]).join(' ')).sort();

describe('the chart of accounts', () => {
  it('is printed as the ledger has it', () => {
    const page = chartOfAccountsPage();
    if (process.env.UPDATE_DOCS) writeFileSync(CHART_FILE, page);
    expect(existsSync(CHART_FILE) ? readFileSync(CHART_FILE, 'utf8') : '').toBe(page);
  });

  it('shows every account in an example, and every posting with its reason', () => {
    const examples = chartOfAccountsPage().split('## What is posted when')[1]!;
    expect(CHART.filter(({ code }) => !examples.includes(`\`${code}`)).map(({ code }) => code)).toEqual([]);
    expect(examples).not.toContain('Booked.');
  });

  it('turns red when an account is added', () => {
    expect(chartOfAccountsPage([...CHART, { code: 'planted', qualifier: null, kind: 'asset', what: 'x' }])).not.toBe(readFileSync(CHART_FILE, 'utf8'));
  });
});

describe('the table of states', () => {
  const moments = tableUnder('A purchase, moment by moment');

  it('has the ways of an order as the code has them', () => {
    expect(plain(tableUnder('Ways of an order'))).toEqual(ORDER_WAYS.map(({ from, to, by }) => `${from} ${to} ${by}`).sort());
  });

  it('has the ways of a payment attempt as the code has them', () => {
    expect(plain(tableUnder('Ways of a payment attempt'))).toEqual(PAYMENT_WAYS.map(({ from, to, cause }) => `${from} ${to} ${cause}`).sort());
  });

  it('names every status of both in a moment, and no other', () => {
    const of = (column: number) => [...new Set(moments.flatMap((cells) => words(cells[column]!)))].sort();
    expect(of(1)).toEqual([...new Set(ORDER_WAYS.flatMap(({ from, to }) => [from, to]))].sort());
    expect(of(2)).toEqual([...new Set(PAYMENT_WAYS.flatMap(({ from, to }) => [from, to]))].sort());
  });

  it('names every webhook that is sent of a purchase, and no other', () => {
    expect([...new Set(moments.flatMap((cells) => words(cells[3]!)))].sort()).toEqual(SENT_EVENTS.filter((type) => !/^(webhook|player|batch)\./.test(type)).sort());
  });

  it('names only events that exist, and all of orders and payments', () => {
    const types = ['sales/orders', 'sales/payments', 'sales/risk', 'sales/refunds', 'sales/fulfillment', 'sales/withdrawals', 'reach/webhooks'].flatMap((context) =>
      [...readFileSync(path.join(ROOT, `libs/${context}/contracts/events.ts`), 'utf8').matchAll(/static readonly type = '([^']+)'/g)].map((match) => match[1]!));
    const named = new Set(moments.flatMap((cells) => words(cells[4]!)));
    expect([...named].filter((type) => !types.includes(type))).toEqual([]);
    expect(types.filter((type) => /^(orders|payments)\./.test(type) && !named.has(type))).toEqual([]);
  });

  it('says what order.canceled means', () => {
    expect(states).toMatch(/`order\.canceled` means reversed by the bank/);
    expect(readdirSync(path.join(ROOT, 'docs/reference'))).toContain('states.md');
  });
});
