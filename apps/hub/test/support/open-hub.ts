import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { tokenHash } from '#platform/crypto/envelope';
import * as status from '#studio/status/module';
import * as tax from '#money/tax/module';
import * as players from '#player/players/module';
import * as signIn from '#player/sign-in/module';
import { SaveHub } from '#store/storefront/commands';
import * as storefront from '#store/storefront/module';
import { GameServerAnswers, aVerifiedPlayer, fakeGameServers } from '#studio/game-servers/testing';
import type { CheckoutView } from '#sales/checkout/queries';
import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { launchChromium } from '../../../../test/support/chromium.js';
import { buildPspApp } from '../../../sandbox/psp/app.js';
import { HubModule } from '../../hub.module.js';
import { Sale, demoGame, fakeSale } from './fake-sale.js';

export const SECRET = `cs_${'a'.repeat(43)}`;

export interface OpenHub {
  app: Booted;
  tenant: Tenant;
  sale: Sale;
  game: GameServerAnswers;
  url: string;
  frame: NonNullable<CheckoutView['card_frame']>;
  /** A page in a browser of its own, of a phone unless told. */
  page(size?: { width: number; height: number }, more?: { locale?: string; javaScriptEnabled?: boolean }): Promise<Page>;
  close(): Promise<void>;
}

/** The hub with its real pages, scripts, sign-in, tax and card frame; store and orders as the test says. */
export async function openHub(): Promise<OpenHub> {
  const sale = new Sale();
  const game = new GameServerAnswers();
  game.verdict = (id) => (id.startsWith('NOPE') ? { outcome: 'refused', code: 'not_found', message: 'No such player.', detail: 'The game server answered 404.' } : id.startsWith('SLOW') ? { outcome: 'unavailable', reason: 'timeout', detail: 'The game server gave no whole answer within 3 seconds.' }
    : { outcome: 'verified', cached: false, player: aVerifiedPlayer({ player_id: id, name: 'Aria Vale', ...(id.startsWith('NOWHERE') ? { country: 'XX' } : {}) }) });
  let url = '';
  const app = await bootContext({
    modules: [players.PlayersModule, signIn.SignInModule, storefront.StorefrontModule, tax.TaxModule, status.StatusModule, HubModule], rows: [...players.rows, ...signIn.rows, ...storefront.rows, ...tax.rows],
    env: { MAIL_FROM: 'Hearth Games Store <store@hearth.example>', TERMS_URL: 'https://hearth.example/terms', PRIVACY_URL: 'https://hearth.example/privacy' },
    fakes: [fakeGameServers(game), fakeSale(sale, SECRET, () => `${url}/checkout/${SECRET}`)],
  });
  const tenant = await app.tenant();
  await app.commands.execute(new SaveHub({ slug: 'emberfall', name: demoGame.name, tagline: demoGame.tagline, accent_color: demoGame.accent, default_country: 'DE', translations: { de: { [demoGame.tagline]: 'Halte die letzte Laternenstadt.', Featured: 'Empfohlen' } } }), tenant.scope);
  await app.look(`INSERT INTO platform.route (kind, handle, game_id, target_id) VALUES ('checkout', $1, $2, $3)`, [tokenHash(SECRET), tenant.gameId, sale.view.order_id]);
  await tax.storeDemoRegistrations({ query: (sql, values) => app.look(sql, values) });
  await app.app.listen({ port: 0, host: '127.0.0.1' });
  url = await app.app.getUrl();
  const folder = mkdtempSync(path.join(tmpdir(), 'hubcraft-hub-psp-'));
  const psp = await buildPspApp({ host: '127.0.0.1', port: 0, apiKey: 'k', webhookSecret: 's', notifyUrl: '', dataFile: path.join(folder, 'journal'), publicUrl: '', allowedOrigins: [] }, pino({ level: 'silent' }));
  const { url: pspUrl } = await psp.listen();
  const browser: Browser = await launchChromium();
  const contexts: BrowserContext[] = [];
  return {
    app, tenant, sale, game, url, frame: { provider: 'sandbox', frame_url: `${pspUrl}/frame?origin=${encodeURIComponent(url)}&locale=en`, origin: pspUrl },
    async page(size = { width: 360, height: 740 }, more = {}) {
      const context = await browser.newContext({ viewport: size, deviceScaleFactor: 2, locale: more.locale ?? 'en-US', javaScriptEnabled: more.javaScriptEnabled ?? true, reducedMotion: 'reduce' });
      contexts.push(context);
      const page = await context.newPage();
      page.setDefaultTimeout(10_000);
      return page;
    },
    async close() {
      await Promise.allSettled(contexts.map((context) => context.close()));
      await browser.close();
      await psp.close();
      rmSync(folder, { recursive: true, force: true });
      await app.close();
    },
  };
}
