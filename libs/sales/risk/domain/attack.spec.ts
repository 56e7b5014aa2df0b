import { CALM_SECONDS, isAttack, nextMode, type AttackMode } from './attack.js';
import { outcomeOf } from './outcomes.js';

const CALM = { declined_cards: 0, approved: 0, stopped: 0 };
const on = (told: Partial<AttackMode> = {}): AttackMode => ({ is_on: true, holds_until: null, hot_at: 1_000, ...told });

describe('attack mode', () => {
  it('begins at twenty declined cards of strangers which are at least half of what was tried', () => {
    expect(isAttack({ ...CALM, declined_cards: 20, approved: 20 })).toBe(true);
    expect(isAttack({ ...CALM, declined_cards: 19 })).toBe(false);
    expect(isAttack({ ...CALM, declined_cards: 20, approved: 21 })).toBe(false);
    expect(nextMode(null, { ...CALM, declined_cards: 20 }, 1_000)).toBe('begin');
    expect(nextMode(null, { ...CALM, stopped: 1_000 }, 1_000)).toBe(null);
  });

  it('goes on while ten attempts are declined or stopped, and ends after ten minutes of less', () => {
    expect(nextMode(on(), { ...CALM, declined_cards: 4, stopped: 6 }, 9_999)).toBe('hot');
    expect(nextMode(on(), { ...CALM, declined_cards: 4, stopped: 5 }, 1_000 + CALM_SECONDS)).toBe('end');
    expect(nextMode(on(), CALM, 999 + CALM_SECONDS)).toBe(null);
  });

  it('turned on by hand it stays, turned off by hand it does not come back, until their time is over', () => {
    expect(nextMode(on({ holds_until: 9_000 }), CALM, 8_999)).toBe(null);
    expect(nextMode(on({ holds_until: 9_000 }), CALM, 9_000)).toBe('end');
    const off = { is_on: false, holds_until: 9_000, hot_at: null };
    expect(nextMode(off, { ...CALM, declined_cards: 50 }, 8_999)).toBe(null);
    expect(nextMode(off, { ...CALM, declined_cards: 50 }, 9_000)).toBe('begin');
  });
});

describe('what an ended attempt says of its card', () => {
  it.each([
    ['failed', 'invalid_card_number', 'declined'], ['failed', 'incorrect_security_code', 'declined'], ['failed', 'authentication_failed', 'declined'],
    ['failed', 'insufficient_funds', 'declined_softly'], ['failed', 'payment_failed', 'other'], ['failed', null, 'other'], ['rejected', 'too_many_attempts', 'other'], ['canceled', 'card_declined', 'other'],
  ] as const)('%s by %s: %s', (status, fail_reason, outcome) => {
    expect(outcomeOf({ status, fail_reason })).toBe(outcome);
  });
});
