import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { cardOf, issuer, issuerOfBots, issuerOfPlayers } from '../support/guessed-cards.js';
import { Storefront, getJson, type HttpAnswer, type ShownAmounts } from '../support/buyer.js';
import { startSystem, type System } from '../support/system.js';
import { goal } from './goals.js';
import { judge, offersOf, seeded, type ChaosReport, type Verdict } from './purchases.js';
import { figure, most, none, told } from './verdicts.js';

const seed = Number(process.env.CHAOS_SEED ?? 20_261_128);
const ASKED = 10_000;
/** As many as fit into the time of a goal beside everything else on two cores; CHAOS_ATTEMPTS changes it, and addresses, cards and sessions with it. */
const ATTEMPTS = Number(process.env.CHAOS_ATTEMPTS ?? 1_500);
const ADDRESSES = Math.ceil(ATTEMPTS / 20);
const CARDS = Math.ceil(ATTEMPTS / 5);
const SESSIONS = Math.ceil(ATTEMPTS / 2);
/** Whose numbers are tried: whoever enumerates has the issuers' digits and goes through what follows. CHAOS_ISSUERS changes it. */
const ISSUERS = Number(process.env.CHAOS_ISSUERS ?? 10);
const FIRST = 100;
/** The bot opens another account after so many attempts. */
const PER_ACCOUNT = 4;
const KNOWN_SHARE = 0.6;
const KNOWN_PLAYERS = Math.ceil(SESSIONS * 0.15);
const MISTYPED_SHARE = 0.08;
/** Players who come by an address that the bot comes by too: a carrier's. */
const SHARED_SHARE = 0.005;
/** Visits begin within that time. */
const SECONDS = Number(process.env.CHAOS_MINUTES ?? 10) * 60;
/** Between two presses of one visitor: people, or what wants to look like them. */
const [PAUSE_MIN_MS, PAUSE_MAX_MS] = [4_000, 14_000];
/** Whoever is told to wait comes back after so long. */
const WAIT_MS = 305_000;
const HANDS_AT_FIRST = 8;
/** A proxy tells where whoever comes is. */
const ENV = { RISK_SCREENS_SANDBOX: 'yes', TRUSTED_PROXIES: '127.0.0.1/32,::1/128', COUNTRY_HEADER: 'CF-IPCountry' };

/** `isMistyped`: with another security code than the card's. A digit of the number that is wrong is found by the check digit and sent to nobody. */
interface Tried { number: string; isMistyped?: boolean }
interface Visit { kind: 'bot' | 'player'; player: string; address: string; cards: Tried[]; at: number }
/** `isThrough`: her card was taken, or her bank asks her. */
interface Visited { visit: Visit; orders: string[]; paid: string[]; isThrough: boolean; outside: string[] }
/** A player is done with these; nobody has a reason to be told anything else. */
const THROUGH = ['paid', 'requires_action'];
const EXPECTED = [...THROUGH, 'declined', 'payments.too_many_attempts'];

/** What everybody does, from one seed: bots in visits of four attempts, players of whom some mistype. */
function visitsOf(random: () => number): Visit[] {
  const any = (count: number): number => Math.floor(random() * count);
  const issuers = Array.from({ length: ISSUERS }, () => issuerOfBots(random));
  const guess = (): Tried => {
    const card = any(CARDS);
    // One in forty of the guessed cards is somebody's.
    return { number: cardOf(issuers[card % issuers.length]!, card, card % 40 === 39) };
  };
  const bots = Array.from({ length: Math.ceil(ATTEMPTS / PER_ACCOUNT) }, (_, n): Visit => ({
    kind: 'bot', player: `bot-${n}`, address: botAddress(any(ADDRESSES)), cards: Array.from({ length: PER_ACCOUNT }, guess), at: random() * SECONDS * 1_000,
  }));
  const players = Array.from({ length: SESSIONS }, (_, n): Visit => {
    const known = random() < KNOWN_SHARE ? any(KNOWN_PLAYERS) : null;
    const [player, bin] = known === null ? [`new-${n}`, issuerOfPlayers(random)] : [`known-${known}`, issuer(known)];
    const number = known ?? n + 1_000;
    const address = random() < SHARED_SHARE ? botAddress(any(ADDRESSES)) : playerAddress(n);
    const card = { number: cardOf(bin, number, true) };
    return { kind: 'player', player, address, cards: [...(random() < MISTYPED_SHARE ? [{ ...card, isMistyped: true }] : []), card], at: random() * SECONDS * 1_000 };
  });
  return [...bots, ...players].sort((a, b) => a.at - b.at);
}

const botAddress = (n: number): string => `81.2.${Math.floor(n / 200)}.${1 + (n % 200)}`;
const playerAddress = (n: number): string => `81.${30 + Math.floor(n / 40_000)}.${Math.floor(n / 200) % 200}.${1 + (n % 200)}`;

/** Visitors of the shop over HTTP, each from an address of her own. */
class Visitors {
  private readonly sessions = new Map<string, Promise<string>>();
  constructor(private readonly system: System, private readonly store: Storefront, private readonly offers: readonly string[], private readonly random: () => number) {}

  /** Signs in, fills a cart, tells the place, and presses "pay" by one card after the other until one is taken. A bot goes on with the next order. */
  async visit(visit: Visit, isUnhurried = true): Promise<Visited> {
    const visited: Visited = { visit, orders: [], paid: [], isThrough: false, outside: [] };
    const headers = { 'x-forwarded-for': visit.address, 'cf-ipcountry': 'DE' };
    const session = await this.session(visit, headers);
    let open: { secret: string; amounts: ShownAmounts; order: string } | null = null;
    for (const card of visit.cards) {
      open ??= await this.order(session, headers);
      if (!visited.orders.includes(open.order)) visited.orders.push(open.order);
      if (isUnhurried) await pause(PAUSE_MIN_MS + this.random() * (PAUSE_MAX_MS - PAUSE_MIN_MS));
      const answer = await this.pay(open, card, headers);
      const state: string = answer.status === 200 ? answer.body.state : String(answer.body?.code ?? answer.status);
      if (state === 'paid') visited.paid.push(open.order);
      if (!EXPECTED.includes(state)) visited.outside.push(state);
      if (!THROUGH.includes(state)) continue;
      visited.isThrough = true;
      open = null;
      if (visit.kind === 'player') break;
    }
    return visited;
  }

  private session(visit: Visit, headers: Record<string, string>): Promise<string> {
    const known = this.sessions.get(visit.player);
    if (known) return known;
    const made = this.store.send('POST', '/store/v1/session', { headers, body: { hub: this.system.demo.hub_slug, player_id: visit.player } }).then((answer) => {
      if (answer.status !== 200) throw new Error(`Sign-in answered ${answer.status}: ${answer.text}`);
      return answer.body.session_token as string;
    });
    this.sessions.set(visit.player, made);
    return made;
  }

  private async order(session: string, headers: Record<string, string>): Promise<{ secret: string; amounts: ShownAmounts; order: string }> {
    const offer = this.offers[Math.floor(this.random() * this.offers.length)]!;
    const made = await this.store.send('POST', '/store/v1/orders', { session, headers, key: `${session.slice(-12)}-${this.random()}`, body: { items: [{ store_item_id: offer, quantity: 1 }] } });
    if (made.status !== 201) throw new Error(`The order was answered ${made.status}: ${made.text}`);
    const secret = made.body.checkout_secret as string;
    const placed = await this.store.send('PATCH', '/store/v1/checkout', { secret, headers, body: { email: 'cards@player.example', country: 'DE', postcode: '10115' } });
    if (placed.status !== 200) throw new Error(`The place was answered ${placed.status}: ${placed.text}`);
    return { secret, amounts: placed.body.amounts, order: made.body.order_id as string };
  }

  private async pay({ secret, amounts }: { secret: string; amounts: ShownAmounts }, { number, isMistyped }: Tried, headers: Record<string, string>): Promise<HttpAnswer> {
    const token = await this.store.cardToken(number, isMistyped ? '000' : '123');
    return this.store.send('POST', '/store/v1/checkout/pay', {
      secret, headers, key: `${secret.slice(-12)}-${this.random()}`, body: { method: 'card', token, expected_total_minor: amounts.total.minor, expected_currency: amounts.currency, immediate_delivery_requested: true },
    });
  }
}

/** Those who have bought here before: each has, and then two days go by. */
async function history(visitors: Visitors, admin: InstanceType<typeof pg.Pool>): Promise<string[]> {
  const paid: string[] = [];
  for (let n = 0; n < KNOWN_PLAYERS; n += HANDS_AT_FIRST) {
    const some = Array.from({ length: Math.min(HANDS_AT_FIRST, KNOWN_PLAYERS - n) }, (_, i): Visit => ({ kind: 'player', player: `known-${n + i}`, address: playerAddress(30_000 + n + i), cards: [{ number: cardOf(issuer(n + i), n + i, true) }], at: 0 }));
    for (const visited of await Promise.all(some.map((visit) => visitors.visit(visit, false)))) paid.push(...visited.paid);
  }
  const deadline = performance.now() + 60_000;
  for (;;) {
    const { rows: [row] } = await admin.query<{ n: string }>('SELECT count(*)::text AS n FROM risk.account WHERE first_approved_at IS NOT NULL');
    if (Number(row!.n) >= KNOWN_PLAYERS) break;
    if (performance.now() > deadline) throw new Error(`Of ${KNOWN_PLAYERS} players ${row!.n} are known to have paid`);
    await pause(250);
  }
  await admin.query(`UPDATE risk.account SET first_approved_at = first_approved_at - interval '2 days'`);
  await admin.query(`UPDATE risk.attempt SET judged_at = judged_at - interval '2 days', outcome_at = outcome_at - interval '2 days'`);
  return paid;
}

/** Everybody comes when her time is; a player who was told to wait, or whose bank asks her, comes back five minutes later. */
async function everybody(visitors: Visitors, visits: readonly Visit[], isChallenged: (orders: readonly string[]) => Promise<boolean>): Promise<{ visited: Visited[]; challenged: Visited[]; keptOut: Visited[] }> {
  const began = performance.now();
  const all = { visited: [] as Visited[], challenged: [] as Visited[], keptOut: [] as Visited[] };
  await Promise.all(visits.map(async (visit) => {
    await pause(Math.max(0, visit.at - (performance.now() - began)));
    const visited = await visitors.visit(visit);
    all.visited.push(visited);
    if (visit.kind === 'bot' || !(await isChallenged(visited.orders))) return;
    all.challenged.push(visited);
    if (visited.isThrough) return;
    await pause(WAIT_MS);
    const again = await visitors.visit({ ...visit, cards: visit.cards.slice(-1) }, false);
    visited.paid.push(...again.paid);
    if (!again.isThrough) all.keptOut.push(visited);
  }));
  return all;
}

/** Payment ids that the provider has in its books, whatever became of them. */
async function reachedProvider(system: System): Promise<Set<string>> {
  const all = new Set<string>();
  for (let after = ''; ; ) {
    const page = await getJson<{ data: { type: string; reference: string }[]; has_more: boolean; next_cursor: string | number | null }>(`${system.urls.psp}/books?limit=1000${after}`, { authorization: `Bearer ${system.pspKey}` });
    for (const entry of page.data) if (entry.type === 'payment') all.add(entry.reference);
    if (!page.has_more) return all;
    after = `&after=${encodeURIComponent(String(page.next_cursor))}`;
  }
}

/** `a 3, b 1`. */
const counted = (words: readonly string[]): string => [...new Set(words)].map((word) => `${word} ${words.filter((each) => each === word).length}`).join(', ') || 'none';
const share = (part: number, whole: number): number => (100 * part) / whole;

async function verdictsOf(system: System, admin: InstanceType<typeof pg.Pool>, before: readonly string[], { visited, challenged, keptOut }: Awaited<ReturnType<typeof everybody>>): Promise<Verdict[]> {
  const reached = await reachedProvider(system);
  const { rows: attempts } = await admin.query<{ id: string; player_id: string; created_at: Date; why: string }>(`SELECT id, player_id, created_at, coalesce(risk_decision || ' ' || risk_reason, 'not judged') AS why FROM payments.payment WHERE player_id LIKE 'bot-%' OR player_id LIKE 'new-%' OR player_id LIKE 'known-%' AND NOT order_id = ANY($1) ORDER BY created_at, id`, [before]);
  const bots = attempts.filter(({ player_id }) => player_id.startsWith('bot-'));
  const since = bots[FIRST]!.created_at;
  const { rows: [mode] } = await admin.query<{ changed_at: Date | null }>(`SELECT min(changed_at) AS changed_at FROM risk.attack_mode WHERE changed_by = 'automatic' OR is_on`);
  const onAfter = mode?.changed_at ? attempts.filter(({ created_at }) => created_at <= mode.changed_at!).length : null;
  const through = bots.slice(FIRST).filter(({ id }) => reached.has(id));
  const late = through.length;
  const lateOfAll = attempts.filter(({ id, created_at }) => created_at >= since && reached.has(id)).length;
  const players = visited.filter(({ visit }) => visit.kind === 'player');
  const outside = visited.flatMap(({ outside: states }) => states);
  const unpaid = players.filter((each) => !each.isThrough && !challenged.includes(each));
  return [
    told('attempts, addresses, cards, issuers of the bot', `${bots.length}, ${ADDRESSES}, ${CARDS}, ${ISSUERS}`), told('sessions of players, of whom had paid before', `${players.length}, ${players.filter(({ visit }) => visit.player.startsWith('known')).length}`),
    figure('attack mode came on after attempts of anybody', onAfter ?? 'never', onAfter !== null && onAfter <= FIRST),
    told(`of the first ${FIRST} of the bot that reached the provider`, bots.slice(0, FIRST).filter(({ id }) => reached.has(id)).length), most('of the others, percent', share(late, bots.length - FIRST), 2), told('by verdict', counted(through.map(({ why }) => why))),
    most('enumerated among what reached it since then, percent', share(late, lateOfAll), 5), most('players challenged, percent', share(challenged.length, players.length), 0.5), told('by verdict', counted(attempts.filter(({ player_id, why }) => !player_id.startsWith('bot-') && !why.startsWith('allow')).map(({ why }) => why))), none('players kept out', keptOut.length),
    none('attempts that nobody judged', attempts.filter(({ why }) => why === 'not judged').length), told('why not', /payments are not screened[^\n]*/.exec(system.log('api'))?.[0] ?? 'all were'),
    none('players who were neither challenged nor got through', unpaid.length), { goal: 'answers that nobody expects', figure: [...new Set(outside)].join(', ') || 'none', isGood: outside.length === 0 },
  ];
}

describe('cards are tried', () => {
  goal({
    id: 'G35', promise: 'a bot that tries cards over HTTP reaches the provider with 2 % of what comes after its first hundred attempts, players with their cards always', scale: ATTEMPTS >= ASKED ? null : `${ATTEMPTS} attempts for ${ASKED}, addresses, cards and sessions in proportion, within ${SECONDS / 60} min`, minutes: Math.max(20, SECONDS / 60 + 10),
  }, async () => {
    const system = await startSystem({ without: ['mailbox'], env: ENV });
    const admin = new pg.Pool({ connectionString: system.db.adminUrl, max: 4 });
    const store = new Storefront(system, 120_000);
    try {
      const random = seeded(seed);
      const visitors = new Visitors(system, store, await offersOf(store, system), seeded(seed + 1));
      const before = await history(visitors, admin);
      const isChallenged = async (orders: readonly string[]): Promise<boolean> => (await admin.query(`SELECT FROM payments.payment WHERE order_id = ANY($1) AND risk_decision <> 'allow' LIMIT 1`, [orders])).rowCount === 1;
      const all = await everybody(visitors, visitsOf(random), isChallenged);
      const verdicts = await verdictsOf(system, admin, before, all);
      const paid = [...before, ...all.visited.flatMap((each) => each.paid)];
      const { rows: [stopped] } = await admin.query<{ n: string }>(`SELECT count(*)::text AS n FROM payments.payment WHERE fail_code = 'risk_wait'`);
      const report: ChaosReport = { acknowledged: paid.map((orderId) => ({ orderId, playerId: '' })), faults: Number(stopped!.n), what: 'attempts that were told to wait', repeated: store.repeated, requests: store.requests, troubles: store.troubles, slowest: store.slowest, seconds: 0 };
      return [...(await judge(system, report)), ...verdicts];
    } finally {
      await Promise.all([store.close(), admin.end()]);
      await system.close();
    }
  });
});
