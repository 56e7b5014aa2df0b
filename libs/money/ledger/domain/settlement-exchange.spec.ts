import fc from 'fast-check';
import type { SettlementExchange } from '../contracts/commands.js';
import type { JournalEntry } from './entries.js';
import { explain } from './explain.js';
import { exchangedSettlementEntries, movePosition, NO_POSITION, passedOnEntries, type ExchangedLine, type FxPosition } from './settlement-exchange.js';

/** What each account was moved by, currency by currency. */
const sums = (entries: JournalEntry[]): Record<string, bigint> => {
  const totals: Record<string, bigint> = {};
  for (const { currency, postings } of entries) for (const { account, amount_minor } of postings) totals[`${account} ${currency}`] = (totals[`${account} ${currency}`] ?? 0n) + amount_minor;
  return Object.fromEntries(Object.entries(totals).filter(([, sum]) => sum !== 0n));
};

type Told = Partial<Omit<ExchangedLine, 'exchange'>> & { exchange?: Partial<SettlementExchange> };
/** 3,000 yen that were settled for 19.50 dollars, of which the provider kept 0.60; by the rate of the day they were worth 20.10. */
const line = ({ exchange = {}, ...told }: Told = {}): ExchangedLine => ({
  line_id: 'l1', provider: 'adyen', kind: 'capture', payment_id: 'pmt_1', currency: 'USD', gross_minor: 1_950, fee_minor: 60, net_minor: 1_890, batch_id: 'b', fees_status: 'estimated', ...told,
  exchange: { currency: 'JPY', gross_minor: 3_000, booked_fee_minor: 0, provider_rate: '0.0065', rate: '0.0067', rate_date: '2026-11-27', rate_source: 'ECB', worth_minor: 2_010, fee_minor: 90, order_id: 'ord_1', ...exchange },
});
const out = (told: Told = {}): ExchangedLine => line({ line_id: 'l2', kind: 'refund', fees_status: 'final', fee_minor: 0, ...told });
const fee = { payment_id: 'pmt_1', order_id: 'ord_1', provider: 'adyen', currency: 'JPY', is_of_sale: true, bearer: 'studio' as const, estimated_minor: 0n, settled_minor: 90n, occurred_on: '2026-11-20', line_id: 'l1', exchanged: { settled_currency: 'USD', settled_fee_minor: 60n } };
const P = 'fx_position:JPY-USD';

describe('what is settled in another currency', () => {
  it('leaves clearing in its own, comes to the bank in the other, and has the spread of the provider apart', () => {
    const { entries, after } = exchangedSettlementEntries(line(), NO_POSITION);
    expect(entries.map(({ fact, kind, currency }) => [fact, kind, currency])).toEqual([['settlement:adyen:l1', 'settlement', 'JPY'], ['settlement_exchanged:adyen:l1', 'settlement_exchanged', 'USD']]);
    expect(sums(entries)).toEqual({ [`${P} JPY`]: 3_000n, 'psp_clearing:adyen JPY': -3_000n, 'bank:adyen USD': 1_890n, 'psp_fee_expense USD': 60n, 'fx_spread_expense USD': 60n, [`${P} USD`]: -2_010n });
    expect(after).toEqual({ held_minor: 3_000n, worth_minor: 2_010n });
    // A provider whose rate is better than that of the day.
    expect(sums(exchangedSettlementEntries(line({ exchange: { worth_minor: 1_940 } }), NO_POSITION).entries)).toMatchObject({ 'fx_spread_expense USD': -10n, [`${P} USD`]: -1_940n });
  });

  it('is exchanged less the fee where that was booked with the payment', () => {
    const { entries } = exchangedSettlementEntries(line({ fees_status: 'final', exchange: { booked_fee_minor: 90, worth_minor: 1_950 } }), NO_POSITION);
    expect(sums(entries)).toEqual({ [`${P} JPY`]: 2_910n, 'psp_clearing:adyen JPY': -2_910n, 'bank:adyen USD': 1_890n, 'fx_spread_expense USD': 60n, [`${P} USD`]: -1_950n });
  });

  it.each([
    ['worth more by now: a loss', 760, 'fx_loss', 90n], ['worth less by now: a gain', 640, 'fx_gain', -30n],
  ] as const)('goes back at another rate, %s, apart from the spread', (_name, worth, account, realised) => {
    const sold = exchangedSettlementEntries(line(), NO_POSITION);
    // A third of it, 1,000 yen, which had been worth 6.70; the provider takes 0.15 more than the day says.
    const { entries, after } = exchangedSettlementEntries(out({ gross_minor: -worth - 15, net_minor: -worth - 15, exchange: { gross_minor: -1_000, worth_minor: -worth } }), sold.after);
    expect(sums(entries)).toEqual({ 'psp_clearing:adyen JPY': 1_000n, [`${P} JPY`]: -1_000n, 'bank:adyen USD': BigInt(-worth - 15), 'fx_spread_expense USD': 15n, [`${P} USD`]: 670n, [`${account} USD`]: realised });
    expect(after).toEqual({ held_minor: 2_000n, worth_minor: 1_340n });
  });

  it('is passed on to a studio in its own currency, and is no cost of the operator then', () => {
    const sold = exchangedSettlementEntries(line(), NO_POSITION);
    const { entries, after } = passedOnEntries(fee, sold.after);
    expect(entries.map(({ fact, currency, occurred_on }) => [fact, currency, occurred_on])).toEqual([['psp_fee_true_up:pmt_1', 'JPY', '2026-11-20'], ['psp_fee_passed_on:pmt_1', 'USD', undefined]]);
    expect(sums(entries)).toEqual({ 'studio_payable JPY': 90n, [`${P} JPY`]: -90n, 'psp_fee_expense USD': -60n, [`${P} USD`]: 60n });
    expect(after).toEqual({ held_minor: 2_910n, worth_minor: 1_950n });
    // What was booked of it before goes back to clearing, out of which the line has taken all.
    expect(sums(passedOnEntries({ ...fee, estimated_minor: 70n }, sold.after).entries)).toMatchObject({ 'studio_payable JPY': 20n, 'psp_clearing:adyen JPY': 70n, [`${P} JPY`]: -90n });
    // The operator bears it: it has been a cost since it was settled.
    expect(passedOnEntries({ ...fee, bearer: 'operator' }, sold.after)).toEqual({ entries: [], after: sold.after });
    expect(sums(passedOnEntries({ ...fee, bearer: 'operator', estimated_minor: 70n }, sold.after).entries)).toEqual({ 'psp_fee_expense JPY': -70n, 'psp_clearing:adyen JPY': 70n });
  });

  it('is refused where it does not add up, and is no entry where nothing moves', () => {
    for (const wrong of [{ net_minor: 1_891 }, { kind: 'fee' as const }, { currency: 'JPY' }]) expect(() => exchangedSettlementEntries(line(wrong), NO_POSITION)).toThrow('The settlement line l1 does not add up');
    expect(exchangedSettlementEntries(line({ gross_minor: 0, fee_minor: 0, net_minor: 0, exchange: { gross_minor: 0, worth_minor: 0 } }), NO_POSITION).entries).toEqual([]);
  });

  it('says of every posting why it is there', () => {
    const before = exchangedSettlementEntries(line(), NO_POSITION);
    const moved = [before, exchangedSettlementEntries(out({ gross_minor: -1, net_minor: -1, exchange: { gross_minor: -10, worth_minor: -9 } }), before.after), exchangedSettlementEntries(out({ gross_minor: -9, net_minor: -9, exchange: { gross_minor: -10, worth_minor: -1 } }), before.after), passedOnEntries(fee, before.after), passedOnEntries(fee, { held_minor: 90n, worth_minor: 1n }), passedOnEntries(fee, { held_minor: 90n, worth_minor: 99n })];
    for (const { kind, postings } of moved.flatMap(({ entries }) => entries)) for (const { account } of postings) expect([kind, account, explain(kind, account)]).toEqual([kind, account, expect.stringMatching(/^[A-Z].{11,}\.$/)]);
  });
});

describe('what was exchanged of a payment', () => {
  const moves = fc.array(fc.record({ held: fc.bigInt({ min: -10_000n, max: 10_000n }), rate: fc.bigInt({ min: 1n, max: 500n }) }), { maxLength: 12 });

  it('is nothing in the one where it is nothing in the other, of one sign, and never worth more than all that came', () => {
    fc.assert(fc.property(moves, (steps) => {
      let position: FxPosition = NO_POSITION;
      for (const { held, rate } of steps) {
        const before = position;
        position = movePosition(position, held, (held * rate) / 100n);
        expect(position.held_minor).toBe(before.held_minor + held);
        if (position.held_minor === 0n) expect(position.worth_minor).toBe(0n);
        else expect(position.worth_minor === 0n || position.worth_minor < 0n === position.held_minor < 0n).toBe(true);
      }
    }));
  });

  it('leaves what is left with its part of what it was worth, and turns at the rate of the day', () => {
    expect(movePosition({ held_minor: 300n, worth_minor: 200n }, -100n, -90n)).toEqual({ held_minor: 200n, worth_minor: 133n });
    expect(movePosition({ held_minor: 300n, worth_minor: 200n }, -400n, -360n)).toEqual({ held_minor: -100n, worth_minor: -90n });
    expect(movePosition({ held_minor: -100n, worth_minor: -90n }, 100n, 80n)).toEqual(NO_POSITION);
    expect(movePosition({ held_minor: 5n, worth_minor: 3n }, 0n, 0n)).toEqual({ held_minor: 5n, worth_minor: 3n });
  });
});
