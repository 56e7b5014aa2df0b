import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Config } from '#platform/config/config';
import { BuiltAssets } from './built-assets.js';
import { renderDocument, type DocumentOptions } from './document.js';
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

  /** A page of a hub; its scripts know the hub and the visitor's language and country. */
  sendOfHub(reply: FastifyReply, visit: Visit, title: string, body: PageContent['body'], status = 200): void {
    const { hub, locale, say, country } = visit;
    this.send(reply, status, {
      locale, say, theme: themeOf(hub), title: title === hub.name ? title : `${title} · ${hub.name}`, backgroundUrl: hub.background_url, scripts: ['store'], state: { hub: hub.slug, locale, country }, body,
    });
  }
}
