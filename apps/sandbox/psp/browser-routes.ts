import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Now } from '../process.js';
import type { Bookings } from './bookings.js';
import { newId, type Books } from './books.js';
import { actionPage, framePage, notFoundPage } from './browser-pages.js';
import { readCard } from './cards.js';
import { readFrameLook } from './frame-look.js';
import { newNonce, pageHeaders } from '../html.js';
import { readToken } from './input.js';
import { answerAction } from './payments.js';
import { Refusal } from './refusal.js';
import type { Locale, PaymentMethod, PaymentRow } from './rows.js';
import { actionPath } from './views.js';
import { readWalletChoice, walletSheetPage, WALLETS } from './wallets.js';

export interface BrowserRoutes {
  readonly books: Books;
  readonly bookings: Bookings;
  readonly now: Now;
  readonly fingerprintKey: string;
  /** Empty: any loopback origin. */
  readonly allowedOrigins: readonly string[];
}

interface FrameQuery {
  Querystring: Record<string, string | string[] | undefined>;
}

interface ById {
  Params: { id: string };
}

/** What a payer's browser reaches: the card frame, its tokens, and the pages of 3DS and wallet. No key. */
export function registerBrowserRoutes(app: FastifyInstance, routes: BrowserRoutes): void {
  registerFrame(app, routes);
  registerWalletSheet(app, routes);
  registerAction(app, routes, '/3ds/:id', 'card');
  registerAction(app, routes, '/wallet/:id', 'wallet');
}

function registerFrame(app: FastifyInstance, { books, bookings, now, fingerprintKey, allowedOrigins }: BrowserRoutes): void {
  app.get<FrameQuery>('/frame', async (request, reply) => {
    const text = (name: string): string => (typeof request.query[name] === 'string' ? request.query[name] : '');
    const origin = text('origin');
    if (!mayEmbed(origin, allowedOrigins)) throw new Refusal(403, 'origin_not_allowed', 'This origin may not embed the card frame.');
    const nonce = newNonce();
    const page = framePage({
      origin,
      session: text('session').slice(0, 200),
      locale: text('locale').startsWith('de') ? 'de' : 'en',
      look: readFrameLook(text),
      nonce,
    });
    return reply.headers(pageHeaders({ nonce, frameAncestors: origin, formAction: "'none'" })).send(page);
  });

  app.post('/tokens', async (request, reply) => {
    requireOwnOrigin(request, bookings.publicUrl);
    const { session, ...typed } = readToken(request.body);
    const { card, outcome } = readCard(typed, new Date(now()), fingerprintKey);
    const { result, durable } = books.write((work) => {
      const token = newId('ptk');
      work.record({ t: 'token', row: { token, session, card, outcome, created_at: work.now } });
      return token;
    });
    await durable;
    return reply.code(201).header('cache-control', 'no-store').send({ token: result, card });
  });
}

/** The sheet of a wallet, in place of a device's. */
function registerWalletSheet(app: FastifyInstance, { books, bookings, now, fingerprintKey, allowedOrigins }: BrowserRoutes): void {
  app.get<FrameQuery>('/wallet-sheet', async (request, reply) => {
    const text = (name: string): string => (typeof request.query[name] === 'string' ? request.query[name] : '');
    const origin = text('origin');
    if (!mayEmbed(origin, allowedOrigins)) throw new Refusal(403, 'origin_not_allowed', 'This origin may not embed the sheet.');
    const wallet = WALLETS.find((each) => each === text('wallet'));
    if (!wallet) throw new Refusal(400, 'invalid_query', `wallet must be one of ${WALLETS.join(', ')}.`);
    const nonce = newNonce();
    const page = walletSheetPage({ origin, wallet, locale: text('locale').startsWith('de') ? 'de' : 'en', amount: text('amount').slice(0, 60), look: readFrameLook(text), nonce });
    // Its form is sent by its script alone.
    return reply.headers(pageHeaders({ nonce, frameAncestors: origin, formAction: "'none'" })).send(page);
  });

  app.post('/wallet-tokens', async (request, reply) => {
    requireOwnOrigin(request, bookings.publicUrl);
    const { wallet, typed } = readWalletChoice(request.body, new Date(now()));
    const { card, outcome } = readCard(typed, new Date(now()), fingerprintKey);
    const { result, durable } = books.write((work) => {
      const token = newId('ptk');
      work.record({ t: 'token', row: { token, session: null, card, outcome, wallet, created_at: work.now } });
      return token;
    });
    await durable;
    return reply.code(201).header('cache-control', 'no-store').send({ token: result, card });
  });
}

function registerAction(app: FastifyInstance, { books, bookings }: BrowserRoutes, path: string, method: PaymentMethod): void {
  const find = (id: string): PaymentRow | null => {
    const payment = books.payments.get(id);
    return payment?.method === method && payment.return_url !== null ? payment : null;
  };

  app.get<ById>(path, async (request, reply) => {
    const payment = find(request.params.id);
    if (payment === null) return sendNotFound(request, reply);
    // Coming back to an answered question leads on, not to a second answer.
    if (payment.status !== 'requires_action') return reply.redirect(returnUrl(payment), 303);
    const nonce = newNonce();
    const formAction = `'self' ${new URL(returnUrl(payment)).origin}`;
    return reply.headers(pageHeaders({ nonce, frameAncestors: "'none'", formAction })).send(actionPage(payment, nonce));
  });

  app.post<ById>(path, async (request, reply) => {
    const payment = find(request.params.id);
    if (payment === null) return sendNotFound(request, reply);
    const answer = request.body instanceof URLSearchParams ? request.body.get('answer') : null;
    if (answer !== 'approve' && answer !== 'refuse') return reply.redirect(actionPath(payment), 303);
    await books.write((work) => answerAction(bookings, work, payment.id, answer === 'approve')).durable;
    return reply.redirect(returnUrl(payment), 303);
  });
}

function sendNotFound(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const locale: Locale = (request.headers['accept-language'] ?? '').startsWith('de') ? 'de' : 'en';
  const nonce = newNonce();
  return reply.code(404).headers(pageHeaders({ nonce, frameAncestors: "'none'", formAction: "'none'" })).send(notFoundPage(locale, nonce));
}

function returnUrl(payment: PaymentRow): string {
  const url = new URL(payment.return_url ?? '');
  url.searchParams.set('payment', payment.reference);
  return url.href;
}

/** An origin exactly as browsers write it, from the list, or of this very machine when there is no list. */
export function mayEmbed(origin: string, allowed: readonly string[]): boolean {
  if (!URL.canParse(origin) || new URL(origin).origin !== origin) return false;
  if (allowed.length > 0) return allowed.includes(origin);
  const { hostname } = new URL(origin);
  return hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/** Only the frame itself (or a client that is no browser) makes tokens. */
function requireOwnOrigin(request: FastifyRequest, publicUrl: string): void {
  const { origin } = request.headers;
  if (origin === undefined) return;
  const isOwn = origin === new URL(publicUrl).origin || (URL.canParse(origin) && new URL(origin).host === request.headers.host);
  if (!isOwn) throw new Refusal(403, 'origin_not_allowed', 'Tokens are made by the card frame.');
}
