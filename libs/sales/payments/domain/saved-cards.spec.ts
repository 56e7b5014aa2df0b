import { hasRunOut, SAVED_MAX, toMakeRoom } from './saved-cards.js';

describe('saved cards', () => {
  it.each([
    [12, 2026, '2026-12-31T23:59:59Z', false], [12, 2026, '2027-01-01T00:00:00Z', true], [1, 2027, '2027-01-31T12:00:00Z', false], [11, 2026, '2026-12-01T00:00:00Z', true], [null, null, '2099-01-01T00:00:00Z', false],
  ])('%s/%s at %s has run out: %s', (exp_month, exp_year, now, expected) => {
    expect(hasRunOut({ exp_month, exp_year }, new Date(now))).toBe(expected);
  });

  it('the same card of the same provider is kept once; without a fingerprint nothing is the same', () => {
    const card = (id: string, fingerprint: string | null, provider = 'stripe') => ({ id, fingerprint, provider });
    expect(toMakeRoom(card('b', 'f'), [card('b', 'f'), card('a', 'f'), card('c', 'g'), card('d', 'f', 'adyen')])).toEqual({ replaced: ['a'], too_many: [] });
    expect(toMakeRoom(card('b', null), [card('b', null), card('a', null)])).toEqual({ replaced: [], too_many: [] });
  });

  it('what was used longest ago makes room for the eleventh', () => {
    const others = Array.from({ length: SAVED_MAX + 2 }, (_, at) => ({ id: `m${at}`, provider: 'stripe', fingerprint: `f${at}` }));
    expect(toMakeRoom(others[0]!, others).too_many).toEqual(['m10', 'm11']);
    expect(toMakeRoom(others[0]!, others.slice(0, SAVED_MAX)).too_many).toEqual([]);
  });
});
