import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Config } from '#platform/config/config';
import type { HubView } from '#store/storefront/queries';
import { BuiltAssets } from './built-assets.js';
import { renderDocument, type DocumentOptions } from './document.js';
import { Notice } from './frame.js';
import { sayIn, type Locale } from './messages/messages.js';
import { themeOf } from './theme.js';
import type { Visit } from './visits.js';

type PageContent = Omit<DocumentOptions, 'assets' | 'allowLocalPictures'>;

/** Sends pages. */
@Injectable()
export class Pages {
  /** For pages that belong to no hub. */
  readonly plainTheme = themeOf({ accent_color: '#7c5cff', background_color: '#0d1020', scheme: 'dark' });

  constructor(private readonly assets: BuiltAssets, private readonly config: Config) {}

  send(reply: FastifyReply, status: number, content: PageContent): void {
    const { html, headers } = renderDocument({ ...content, assets: this.assets, allowLocalPictures: !this.config.isProduction });
    void reply.status(status).headers(headers).send(html);
  }

  /** As `send`, compressed where the browser can read it: for pages that hold no secret beside what a stranger may put into them. */
  private async sendCompressed(reply: FastifyReply, content: PageContent): Promise<void> {
    const { html, headers } = renderDocument({ ...content, assets: this.assets, allowLocalPictures: !this.config.isProduction });
    const reads = /\bgzip\b/.test(String(reply.request.headers['accept-encoding'] ?? ''));
    const body = reads ? await promisify(gzip)(html, { level: 5 }) : html;
    void reply.status(200).headers({ ...headers, vary: 'Accept-Encoding', ...(reads ? { 'content-encoding': 'gzip' } : {}) }).send(body);
  }

  /** A page that says one thing, in the colours of its hub where that is known. */
  sendNotice(reply: FastifyReply, status: number, { hub, locale, ...said }: { hub: HubView | null; locale: Locale; title: string; text: string; action: { href: string; label: string } }): void {
    this.send(reply, status, {
      locale, say: sayIn(locale), title: hub ? `${said.title} · ${hub.name}` : said.title, theme: hub ? themeOf(hub) : this.plainTheme, iconUrl: hub?.logo_url ?? null, body: Notice({ hub, ...said }),
    });
  }

  /** A page of a hub; its scripts know the hub and the visitor's language and country. */
  sendOfHub(reply: FastifyReply, visit: Visit, title: string, body: PageContent['body']): Promise<void> {
    const { hub, locale, say, country } = visit;
    return this.sendCompressed(reply, {
      locale, say, theme: themeOf(hub), title: title === hub.name ? title : `${title} · ${hub.name}`, iconUrl: hub.logo_url, scripts: ['store'], state: { hub: hub.slug, locale, country }, body,
    });
  }
}
