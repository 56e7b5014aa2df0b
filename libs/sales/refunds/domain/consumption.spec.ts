import type { Consumption, ConsumptionItem } from '../contracts/queries.js';
import { clawbackOf, isAskedAbout, isRight, itemsOf, outcomeOf, verdictOf, type ConsumptionPolicy } from './consumption.js';

const item = (told: Partial<ConsumptionItem> = {}): ConsumptionItem => ({ line_id: '1', item_id: 'itm_1', sku: 'gems', quantity: 1, weight_minor: 100, state: 'unused', ...told });
const told = (items: ConsumptionItem[]): Consumption => ({ outcome: outcomeOf(items), verdict: 'refund', is_right: true, because: null, items, asked_at: 1 });
const POLICY: ConsumptionPolicy = { refund_if_used: 'ask', refund_if_transferred: 'refuse', refund_if_unanswered: 'ask' };

describe('whether the game is asked before a refund', () => {
  it.each<[string, Parameters<typeof isAskedAbout>[0], boolean, boolean]>([
    ['somebody asks for', { purpose: 'order', source: 'studio', reason_code: null, part: null }, true, false],
    ['a player asks for', { purpose: 'part', source: 'player', reason_code: 'customer_request', part: null }, true, false],
    ['the studio owes by law', { purpose: 'order', source: 'studio', reason_code: 'withdrawal', part: null }, true, true],
    ['a minor bought', { purpose: 'order', source: 'studio', reason_code: 'minor', part: null }, true, true],
    ['was charged twice', { purpose: 'part', source: 'studio', reason_code: 'duplicate', part: null }, true, true],
    ['the buyer has withdrawn from', { purpose: 'order', source: 'automatic', reason_code: 'withdrawal', part: null }, true, true],
    ['is to prevent a dispute', { purpose: 'order', source: 'automatic', reason_code: 'dispute_prevention', part: null }, true, true],
    ['the game declined', { purpose: 'order', source: 'automatic', reason_code: null, part: null }, false, true],
    ['was never acknowledged', { purpose: 'order', source: 'automatic', reason_code: 'service_disruption', part: null }, false, true],
    ['nothing was bought for', { purpose: 'overpaid', source: 'automatic', reason_code: null, part: null }, false, true],
  ])('that %s', (_what, refund, isAsked, isOwed) => {
    expect([isAskedAbout(refund), isRight(refund)]).toEqual([isAsked, isOwed]);
  });
});

describe('what becomes of a refund', () => {
  it.each([
    ['unused', false, 'refund'], ['used', false, 'ask'], ['transferred', false, 'refuse'], ['unanswered', false, 'ask'], ['unused', true, 'refund'], ['used', true, 'refund'], ['transferred', true, 'refund'], ['unanswered', true, 'refund'],
  ] as const)('%s, owed: %s → %s', (outcome, isOwed, verdict) => {
    expect(verdictOf(outcome, POLICY, isOwed)).toBe(verdict);
  });

  it('goes by the gravest word about any of its items', () => {
    const of = (...states: ConsumptionItem['state'][]) => outcomeOf(states.map((state) => ({ state })));
    expect([of('unused', 'unused'), of('unused', 'used'), of('used', 'transferred', 'unused')]).toEqual(['unused', 'used', 'transferred']);
  });

  it('asks about the lines of a part, and of no amount', () => {
    const line = { line_id: '1', item_id: 'itm_1', sku: 'gems', quantity: 2, total_minor: 300 };
    const figures = { amount_minor: 150, net_minor: 150, tax_minor: 0, platform_fee_minor: 0, tax_components: [] };
    expect(itemsOf(null, [line, { ...line, line_id: '2' }], []).map(({ line_id, quantity, weight_minor }) => [line_id, quantity, weight_minor])).toEqual([['1', 2, 300], ['2', 2, 300]]);
    expect(itemsOf({ ...figures, lines: [{ line_id: '2', item_id: 'itm_1', sku: 'gems', quantity: 1, amount_minor: 150, tax_minor: 0 }] } as never, [line], [])).toEqual([{ line_id: '2', item_id: 'itm_1', sku: 'gems', quantity: 1, weight_minor: 150 }]);
    expect(itemsOf({ ...figures, lines: [{ line_id: '1', item_id: 'itm_1', sku: 'gems', quantity: 0, amount_minor: 150, tax_minor: 0 }] } as never, [line], [])).toEqual([]);
  });
});

describe('the items of the whole after parts of it', () => {
  const line = { line_id: '1', item_id: 'itm_1', sku: 'gems', quantity: 3, total_minor: 1_000 };
  it.each<[string, { line_id: string; quantity: number }[], [string, number, number][]]>([
    ['without units that are back', [{ line_id: '1', quantity: 1 }], [['1', 2, 667], ['2', 3, 1_000]]], ['whatever part each went with', [{ line_id: '1', quantity: 1 }, { line_id: '1', quantity: 1 }], [['1', 1, 333], ['2', 3, 1_000]]],
    ['without a line that is back', [{ line_id: '2', quantity: 3 }], [['1', 3, 1_000]]], ['whole where an amount went back, and no unit', [{ line_id: '1', quantity: 0 }], [['1', 3, 1_000], ['2', 3, 1_000]]],
    ['none where all are back', [{ line_id: '1', quantity: 3 }, { line_id: '2', quantity: 3 }], []],
  ])('are asked about %s', (_what, back, items) => {
    expect(itemsOf(null, [line, { ...line, line_id: '2' }], back).map(({ line_id, quantity, weight_minor }) => [line_id, quantity, weight_minor])).toEqual(items);
  });
});

describe('what the player owes', () => {
  it.each<[string, ConsumptionItem[], bigint, bigint | null]>([
    ['nothing of items that are there', [item()], 100n, null],
    ['nothing of items of which nobody knows', [item({ state: null })], 100n, null],
    ['all of it where all are gone', [item({ state: 'used' }), item({ line_id: '2', state: 'transferred' })], 999n, 999n],
    ['their share, rounded down', [item({ state: 'used' }), item({ line_id: '2', weight_minor: 200 })], 100n, 33n],
    ['nothing in money of what cost nothing', [item({ state: 'used', weight_minor: 0 })], 100n, 0n],
  ])('is %s', (_what, items, amount, owed) => {
    expect(clawbackOf(told(items), amount)?.amount_minor ?? null).toBe(owed);
  });

  it('names the items that are gone, and nothing where the game was not asked', () => {
    expect(clawbackOf(told([item({ state: 'used' }), item({ line_id: '2' })]), 100n)!.items.map(({ line_id }) => line_id)).toEqual(['1']);
    expect(clawbackOf(null, 100n)).toBeNull();
  });
});
