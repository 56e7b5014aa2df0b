import { decide, WAIT_SECONDS } from './decide.js';
import { STRANGER, type Facts } from './facts.js';

type Told = { [K in keyof Facts]?: Facts[K] extends object | null ? Partial<NonNullable<Facts[K]>> : Facts[K] };
const PLACES = { address: { declined: 0, approved: 0, passes: 0 }, card: { declined_accounts: 0, other_accounts: 0, passes: 0 }, bin: { declined_cards: 0, approved: 0, passes: 0 } };

/** A stranger of whom address, card and issuer are known; what is told replaces it. */
function facts(told: Told = {}): Facts {
  return {
    ...STRANGER, ...PLACES, ...('is_known' in told ? { is_known: told.is_known! } : {}), ...('is_under_attack' in told ? { is_under_attack: told.is_under_attack! } : {}),
    account: { ...STRANGER.account, ...told.account }, address: { ...PLACES.address, ...told.address }, card: { ...PLACES.card, ...told.card }, bin: { ...PLACES.bin, ...told.bin },
  };
}
const said = (told: Told): string => {
  const { decision, challenge, reason } = decide(facts(told));
  return `${challenge ?? decision} ${reason}`;
};
const ATTACK = { is_under_attack: true } as const;

describe('what is decided of an attempt', () => {
  it.each<[string, Told, Told]>([
    ['wait account_cards', { account: { declined_cards: 5 } }, { account: { declined_cards: 4 } }],
    ['three_ds account_cards', { account: { declined_cards: 3 } }, { account: { declined_cards: 2 } }],
    ['wait card_accounts', { card: { declined_accounts: 2 } }, { card: { declined_accounts: 1 } }],
    ['wait address_declines', { address: { declined: 10 } }, { address: { declined: 9 } }],
    ['three_ds bin_cards', { bin: { declined_cards: 5 } }, { bin: { declined_cards: 4 } }],
    ['wait account_cards', { ...ATTACK, account: { declined_cards: 3 } }, { ...ATTACK, account: { declined_cards: 2 } }],
    ['three_ds account_cards', { ...ATTACK, account: { declined_cards: 2 } }, { ...ATTACK, account: { declined_cards: 1 } }],
    ['wait card_accounts', { ...ATTACK, card: { declined_accounts: 1 } }, { ...ATTACK }],
    ['wait address_declines', { ...ATTACK, address: { declined: 1 } }, { ...ATTACK }],
    ['wait bin_cards', { ...ATTACK, bin: { declined_cards: 3 } }, { ...ATTACK, bin: { declined_cards: 2 } }],
  ])('%s, and one less is another answer', (answer, enough, less) => {
    expect(said(enough)).toBe(answer);
    expect(said(less)).not.toBe(answer);
  });

  it('a stranger of whom nothing is known is let through, under attack too', () => {
    expect(decide(STRANGER)).toEqual({ decision: 'allow', challenge: null, reason: 'nothing_speaks_against_it', entry_id: null });
    expect(said(ATTACK)).toBe('allow nothing_speaks_against_it');
  });

  it('approvals outweigh half as many declines of an address or an issuer', () => {
    expect(said({ ...ATTACK, address: { declined: 3, approved: 2 } })).toBe('allow nothing_speaks_against_it');
    expect(said({ ...ATTACK, address: { declined: 4, approved: 2 } })).toBe('wait address_declines');
    expect(said({ ...ATTACK, bin: { declined_cards: 19, approved: 10 } })).toBe('allow nothing_speaks_against_it');
    expect(said({ ...ATTACK, bin: { declined_cards: 20, approved: 10 } })).toBe('wait bin_cards');
  });

  it('who has bought before is asked for nothing, whatever others do, until eight of her own cards were declined', () => {
    const others = { address: { declined: 50 }, bin: { declined_cards: 50 }, card: { declined_accounts: 9 } };
    expect(said({ ...ATTACK, is_known: true, ...others, account: { declined_cards: 7 } })).toBe('allow known_account');
    expect(said({ ...ATTACK, is_known: true, ...others, account: { declined_cards: 8 } })).toBe('wait account_cards');
  });

});

describe('who was told to wait', () => {
  const waited = (account: Partial<Facts['account']>, told: Told = {}): Told => ({ ...ATTACK, bin: { declined_cards: 9 }, ...told, account: { waited_seconds: WAIT_SECONDS, ...account } });

  it('gets through after five minutes by her bank, and not a second before', () => {
    expect(said(waited({}))).toBe('three_ds waited');
    expect(said(waited({ waited_seconds: WAIT_SECONDS - 1 }))).toBe('wait bin_cards');
    expect(said(waited({ waited_seconds: null }))).toBe('wait bin_cards');
  });

  it.each<[string, Told]>([
    ['its account', waited({ passes: 1 })],
    ['its address', waited({}, { address: { passes: 1 } })],
    ['its card', waited({}, { card: { passes: 1 } })],
    ['its issuer', waited({}, { bin: { declined_cards: 9, passes: 1 } })],
  ])('once: %s has had its turn', (_, told) => {
    expect(said(told)).toBe('wait bin_cards');
  });

  it('may have tried one other card meanwhile, and no card that somebody else has tried', () => {
    expect(said(waited({ other_cards: 1 }))).toBe('three_ds waited');
    expect(said(waited({ other_cards: 2 }))).toBe('wait bin_cards');
    expect(said(waited({}, { card: { other_accounts: 1 } }))).toBe('wait bin_cards');
  });
});
