import { waiverIn, waiverOf, withdrawalRule } from './contracts/waiver.js';
import { decide, withdrawalEnds, type Sold } from './decision.js';

const at = (text: string): number => Date.parse(text) / 1_000;
/** A Tuesday. */
const PAID = at('2026-12-01T09:30:00Z');
const sold = (told: Partial<Sold> = {}): Sold => ({
  country: 'DE', isBusiness: false, paidAt: PAID, isGivenBack: false, lineIds: ['1', '2'], waiver: { line_ids: ['1', '2'], ...waiverIn('de'), given_at: PAID - 5 }, grantedAt: PAID + 2, confirmedAt: PAID + 3, ...told,
});
const decided = (told: Partial<Sold>, now = PAID + 60) => {
  const { outcome, because } = decide(sold(told), now);
  return `${outcome} ${because}`;
};

describe('the time to withdraw', () => {
  it.each([
    ['a Tuesday ends on a Tuesday', '2026-12-01T09:30:00Z', 'eu_crd', '2026-12-16T12:00:00Z'],
    ['the first and the last second of a day count the same', '2026-12-01T23:59:59Z', 'eu_crd', '2026-12-16T12:00:00Z'],
    ['a Saturday goes on to Monday', '2026-12-05T00:00:00Z', 'eu_crd', '2026-12-22T12:00:00Z'],
    ['a Sunday goes on to Monday', '2026-12-06T12:00:00Z', 'eu_crd', '2026-12-22T12:00:00Z'],
    ['a Friday does not', '2026-12-04T12:00:00Z', 'eu_crd', '2026-12-19T12:00:00Z'],
    ['Great Britain knows no Monday', '2026-12-05T12:00:00Z', 'uk_ccr', '2026-12-20T12:00:00Z'],
  ] as const)('%s', (_what, paid, rule, ends) => {
    expect(new Date(withdrawalEnds(at(paid), rule) * 1_000).toISOString()).toBe(new Date(ends).toISOString());
  });
});

describe('the right to withdraw', () => {
  it.each<[string, Partial<Sold>, string]>([
    ['is lost by waiver, grant and confirmation together', {}, 'no_right performed'],
    ['stands without a waiver', { waiver: null }, 'refund no_waiver'],
    ['stands where a line has none', { waiver: { line_ids: ['1'], ...waiverIn('de'), given_at: PAID } }, 'refund no_waiver'],
    ['asks nothing of a line that is gone', { lineIds: ['1'], waiver: { line_ids: ['1'], ...waiverIn('de'), given_at: PAID } }, 'no_right performed'],
    ['stands before the grant', { grantedAt: null }, 'refund not_granted'],
    ['stands before the confirmation', { confirmedAt: null }, 'refund not_confirmed'],
    ['is that of a country', { country: 'US', waiver: null }, 'no_right country'],
    ['is that of a known place', { country: null, waiver: null }, 'no_right country'],
    ['is that of Norway', { country: 'NO', waiver: null }, 'refund no_waiver'],
    ['is that of Great Britain', { country: 'GB', waiver: null }, 'refund no_waiver'],
    ['is not that of a business', { isBusiness: true, waiver: null }, 'no_right business'],
    ['is nothing to what was never paid', { paidAt: null, waiver: null }, 'nothing_to_give_back not_paid'],
    ['is nothing to what has gone back', { isGivenBack: true, waiver: null }, 'nothing_to_give_back given_back'],
  ])('%s', (_what, told, answer) => {
    expect(decided(told)).toBe(answer);
  });

  it('stands until the last second and no longer', () => {
    const ends = withdrawalEnds(PAID, 'eu_crd');
    expect([decided({ waiver: null }, ends - 1), decided({ waiver: null }, ends)]).toEqual(['refund no_waiver', 'no_right period_over']);
  });

  it('says what it rests on', () => {
    expect(decide(sold({ country: 'GB' }), PAID + 60).basis).toEqual({
      country: 'GB', rule: 'uk_ccr', concluded_at: PAID, ends_at: withdrawalEnds(PAID, 'uk_ccr'), waiver: { line_ids: ['1', '2'], version: '2026-11', locale: 'de', words: expect.stringContaining('Widerrufsrecht'), given_at: PAID - 5 },
      granted_at: PAID + 2, confirmed_at: PAID + 3,
    });
  });
});

describe('the words of the waiver', () => {
  it('are in the language of the buyer where we write it', () => {
    expect([waiverIn('de-AT').locale, waiverIn('fr').locale, waiverIn('en-US').locale]).toEqual(['de', 'en', 'en']);
  });

  it('are known by version and locale, and by nothing else', () => {
    expect(waiverOf('2026-11', 'de')).toEqual(waiverIn('de'));
    expect([waiverOf('2026-11', 'fr'), waiverOf('2020-01', 'de'), waiverOf('constructor', 'name'), waiverOf('2026-11', 'toString')]).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('are asked for where there is a right to lose', () => {
    expect(['DE', 'IS', 'LI', 'GB', 'CH', 'US', 'TR', null].map(withdrawalRule)).toEqual(['eu_crd', 'eu_crd', 'eu_crd', 'uk_ccr', null, null, null, null]);
  });
});
