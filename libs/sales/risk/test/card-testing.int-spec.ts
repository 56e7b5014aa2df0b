import { seeded } from '../../../../test/chaos/purchases.js';
import { table } from '../../../../test/chaos/goals.js';
import { figure, most, none, told } from '../../../../test/chaos/verdicts.js';
import { cardOf, issuer, issuerOfBots, issuerOfPlayers } from '../../../../test/support/guessed-cards.js';
import { RiskApp, type Press, type Pressed } from './risk-app.js';

/** Tier P of G35: what the goal asks for with 10,000 attempts, 500 addresses, 2,000 cards and 5,000 sessions. */
const ATTEMPTS = 400;
const ADDRESSES = 20;
const CARDS = 80;
const ISSUERS = 10;
const SESSIONS = 200;
const FIRST = 100;
/** The bot opens another account after so many attempts. */
const PER_ACCOUNT = 4;
const KNOWN_PLAYERS = 30;
const KNOWN_SHARE = 0.6;
const MISTYPED_SHARE = 0.08;
/** Players who come by an address that the bot comes by too: a carrier's. */
const SHARED_SHARE = 0.005;
const AT_ONCE = 8;
/** Between the presses of a round: people, or what wants to look like them. */
const PAUSE_SECONDS = 16;

type Plan = { kind: 'bot' | 'player'; presses: Press[] };

function plans(random: () => number): Plan[] {
  const any = (count: number): number => Math.floor(random() * count);
  const issuers = Array.from({ length: ISSUERS }, () => issuerOfBots(random));
  const bot = Array.from({ length: ATTEMPTS }, (_, n): Plan => {
    const card = any(CARDS);
    // One in forty of the guessed cards is somebody's.
    return { kind: 'bot', presses: [{ player: `bot-${Math.floor(n / PER_ACCOUNT)}`, number: cardOf(issuers[card % ISSUERS]!, card, card % 40 === 39), address: `81.2.0.${1 + any(ADDRESSES)}` }] };
  });
  const players = Array.from({ length: SESSIONS }, (_, n): Plan => {
    const known = random() < KNOWN_SHARE ? any(KNOWN_PLAYERS) : null;
    const [player, bin] = known === null ? [`new-${n}`, issuerOfPlayers(random)] : [`known-${known}`, issuer(known)];
    const address = random() < SHARED_SHARE ? `81.2.0.${1 + any(ADDRESSES)}` : `81.3.${Math.floor(n / 200)}.${1 + (n % 200)}`;
    const right = { player, number: cardOf(bin, known ?? n + 1_000, true), address };
    return { kind: 'player', presses: random() < MISTYPED_SHARE ? [{ ...right, number: cardOf(bin, known ?? n + 1_000, false) }, right] : [right] };
  });
  return [...bot, ...players].map((plan) => ({ plan, at: random() })).sort((a, b) => a.at - b.at).map(({ plan }) => plan);
}

describe('a bot that tries cards', () => {
  let world: RiskApp;
  beforeAll(async () => { world = await RiskApp.boot(); }, 60_000);
  afterAll(() => world.close());

  it('reaches the provider with 2 % of what comes after the first hundred, while nobody else is kept out', async () => {
    for (let n = 0; n < KNOWN_PLAYERS; n += AT_ONCE) {
      await Promise.all(Array.from({ length: Math.min(AT_ONCE, KNOWN_PLAYERS - n) }, (_, i) => world.press({ player: `known-${n + i}`, number: cardOf(issuer(n + i), n + i, true), address: `81.3.9.${n + i + 1}` })));
    }
    await world.app.settle();
    world.clock.advanceSeconds(2 * 86_400);
    const done: { plan: Plan; pressed: Pressed[] }[] = [];
    const all = plans(seeded(20_261_128));
    let onAfter: number | null = null;
    for (let n = 0; n < all.length; n += AT_ONCE) {
      done.push(...(await Promise.all(all.slice(n, n + AT_ONCE).map(async (plan) => {
        const pressed: Pressed[] = [];
        for (const press of plan.presses) pressed.push(await world.press(press));
        return { plan, pressed };
      }))));
      world.clock.advanceSeconds(PAUSE_SECONDS);
      await world.ring('risk.watch-attack');
      if (onAfter === null && (await world.app.look('SELECT 1 FROM risk.attack_mode WHERE is_on')).length > 0) onAfter = done.length;
    }
    const reached = new Set((await world.app.look<{ id: string }>(`SELECT id FROM payments.payment WHERE provider_reference IS NOT NULL`)).map(({ id }) => id));
    const decisions = new Map((await world.app.look<{ payment_id: string; decision: string }>('SELECT payment_id, decision FROM risk.attempt')).map(({ payment_id, decision }) => [payment_id, decision]));
    const of = (kind: Plan['kind']) => done.filter(({ plan }) => plan.kind === kind);
    const sent = (some: typeof done): number => some.flatMap(({ pressed }) => pressed).filter(({ id }) => reached.has(id)).length;
    const [bot, players] = [of('bot'), of('player')];
    const [early, late] = [sent(bot.slice(0, FIRST)), sent(bot.slice(FIRST))];
    const since = done.indexOf(bot[FIRST]!);
    const challenged = players.filter(({ pressed }) => pressed.some(({ id }) => decisions.get(id) !== 'allow'));
    const out: string[] = [];
    for (const { plan } of challenged) {
      world.clock.advanceSeconds(3_600);
      const { standing } = await world.press(plan.presses.at(-1)!);
      if (standing?.state !== 'paid' && standing?.state !== 'requires_action') out.push(plan.presses[0]!.player);
    }
    const share = (part: number, whole: number): number => (100 * part) / whole;
    const verdicts = [
      told('attempts, addresses, cards, issuers of the bot', `${ATTEMPTS}, ${ADDRESSES}, ${CARDS}, ${ISSUERS}`), told('sessions of players', SESSIONS),
      figure('attack mode came on after attempts of anybody', onAfter ?? 'never', onAfter !== null && onAfter <= FIRST),
      told(`of the first ${FIRST} of the bot that reached the provider`, early), most('of the others, percent', share(late, ATTEMPTS - FIRST), 2), most('enumerated among what reached it since then, percent', share(late, sent(done.slice(since))), 5),
      most('players challenged, percent', share(challenged.length, SESSIONS), 0.5), none('players kept out', out.length),
      none('players who mistyped and then did not get through', players.filter(({ plan, pressed }) => plan.presses.length > 1 && pressed.at(-1)!.standing?.state !== 'paid' && !challenged.some((each) => each.plan === plan)).length),
    ];
    process.stdout.write(`${table('G35 card testing, small', verdicts)}\n`);
    // Both kinds were there: without them nothing is proven.
    expect(sent(players)).toBeGreaterThan(SESSIONS * 0.95);
    expect(verdicts.filter(({ isGood }) => !isGood)).toEqual([]);
  }, 240_000);
});
