import { STRANGER, type Facts } from './facts.js';
import { decide } from './decide.js';

const of = (told: Partial<Facts>): Facts => ({ ...STRANGER, ...told });
const ENTRY = { id: 'rle_1', game_id: 'gam_1', subject: 'card' as const };
const OF_OPERATOR = { ...ENTRY, game_id: 'operator' };
const ALLOWED = { ...ENTRY, id: 'rle_2', subject: 'player' as const };
const listed = (told: Partial<Facts['listed']>) => ({ listed: { block: null, allow: null, review: null, ...told } });
const account = (declined_cards: number) => ({ account: { ...STRANGER.account, declined_cards } });
const signals = (...told: [string, number | null][]) => ({ signals: new Map(told) as Facts['signals'] });
const said = (told: Partial<Facts>, isScreened = true): string => {
  const { decision, challenge, reason, entry_id } = decide(of(told), { isScreened });
  return [decision, challenge, reason, entry_id].filter(Boolean).join(' ');
};

describe('what lists decide', () => {
  it.each<[string, Partial<Facts>]>([
    ['deny block_card rle_1', { ...listed({ block: ENTRY, allow: ALLOWED, review: ENTRY }), is_known: true }],
    ['deny block_card rle_1', listed({ block: ENTRY, allow: { ...ALLOWED, game_id: 'operator' } })],
    ['allow allow_card rle_1', { ...listed({ allow: ENTRY, review: ENTRY }), is_under_attack: true, ...account(9), ...signals(['banned', null]), is_above_limit: true }],
    ['allow allow_card rle_1', listed({ allow: OF_OPERATOR, review: OF_OPERATOR })],
    ['allow allow_card rle_1', listed({ allow: OF_OPERATOR, review: ENTRY })],
    // What a game allows is asked for nothing that is guessed, and does not hide what the operator wants to see.
    ['review three_ds review_card rle_1', { ...listed({ allow: ALLOWED, review: OF_OPERATOR }), ...account(9), ...signals(['banned', null]) }],
    ['review three_ds review_card rle_1', listed({ review: ENTRY })],
    ['review three_ds review_card+velocity rle_1', { ...listed({ review: ENTRY }), ...account(3) }],
  ])('%s', (answer, told) => {
    expect(said(told)).toBe(answer);
  });

  it('holds where the rules may not stop anybody', () => {
    expect(said(listed({ block: ENTRY }), false)).toBe('deny block_card rle_1');
    expect(said(listed({ review: ENTRY }), false)).toBe('review three_ds review_card rle_1');
    expect(said({ ...account(9), is_of_elsewhere: true }, false)).toBe('allow sandbox_account_cards');
  });

  it('asks nobody who is not there: no bank, and not to wait; people have a look all the same', () => {
    const without = (told: Partial<Facts>): string => {
      const { decision, reason } = decide(of(told), { isBuyerThere: false });
      return `${decision} ${reason}`;
    };
    expect([without(account(9)), without({ ...account(9), ...listed({ review: ENTRY }) }), without(listed({ block: ENTRY })), without({ ...account(9), is_of_elsewhere: true })])
      .toEqual(['allow off_session_account_cards', 'review review_card+velocity', 'deny block_card', 'review country+velocity']);
  });
});

describe('what is looked at by a person', () => {
  const NOTHING = 'allow nothing_speaks_against_it';
  it.each<[string, Partial<Facts>]>([
    ['review three_ds amount', { is_above_limit: true }],
    ['review three_ds banned', signals(['banned', null])],
    ['review three_ds country+velocity', { is_of_elsewhere: true, ...account(2) }],
    ['review three_ds country+velocity', { is_of_elsewhere: true, card: { declined_accounts: 1, other_accounts: 1, passes: 0 } }],
    ['review three_ds country+velocity', { is_of_elsewhere: true, address: { declined: 5, approved: 2, passes: 0 } }],
    ['review three_ds chargeback_elsewhere+little_play', signals(['chargeback_elsewhere', null], ['play_time_minutes', 29])],
    ['review three_ds cheating+young_account', signals(['cheating', null], ['account_age_days', 0])],
    [NOTHING, { is_of_elsewhere: true }],
    [NOTHING, account(2)],
    [NOTHING, { is_of_elsewhere: true, ...account(1) }],
    [NOTHING, { is_of_elsewhere: true, address: { declined: 5, approved: 3, passes: 0 } }],
    [NOTHING, signals(['chargeback_elsewhere', null], ['play_time_minutes', 30])],
    [NOTHING, signals(['cheating', null], ['account_age_days', 1], ['play_time_minutes', 0])],
    ['allow known_account', { is_known: true, is_of_elsewhere: true, ...account(2), ...signals(['cheating', null], ['account_age_days', 0]) }],
    ['review three_ds chargeback_elsewhere+cheating', { is_known: true, ...signals(['cheating', null], ['chargeback_elsewhere', null]) }],
    // Who has to wait is not sent, so there is nothing to hold.
    ['challenge wait account_cards', { is_above_limit: true, ...account(5) }],
  ])('%s', (answer, told) => {
    expect(said(told)).toBe(answer);
  });
});
