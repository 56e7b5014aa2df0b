import { Injectable } from '@nestjs/common';
import { Config } from '#platform/config/config';
import { trustedProxies } from '#platform/http/application';
import type { HubcraftRequest } from '#platform/http/policy';
import type { PlaceItem } from '#sales/orders/queries';
import { GeoCountry } from '../infra/geo-country.js';

/** Nowhere, and the Tor network. */
const NO_COUNTRY = ['XX', 'T1', 'ZZ'];

/** The country that a request comes from: what a proxy of the operator says, else whose book its address stands in. Loopback and private addresses are no evidence. */
@Injectable()
export class PlaceOfRequest {
  private readonly header: string | undefined;
  private readonly isProxy: ((address: string) => boolean) | false;

  constructor(config: Config, private readonly geo: GeoCountry) {
    this.header = config.optional('COUNTRY_HEADER')?.toLowerCase();
    this.isProxy = trustedProxies(config.optional('TRUSTED_PROXIES') ?? '');
  }

  async of(request: Pick<HubcraftRequest, 'ip' | 'headers' | 'raw'>): Promise<PlaceItem | null> {
    const told = this.toldByProxy(request);
    if (told) return { kind: 'ip_address', country: told, told_by: 'proxy' };
    const country = await this.geo.of(request.ip ?? null);
    return country ? { kind: 'ip_address', country, told_by: 'registry' } : null;
  }

  /** Anybody can write a header: only the operator's own proxies are believed. */
  private toldByProxy({ headers, raw }: Pick<HubcraftRequest, 'headers' | 'raw'>): string | null {
    const peer = raw.socket.remoteAddress;
    if (!this.header || !this.isProxy || !peer || !this.isProxy(peer)) return null;
    const told = String(headers[this.header] ?? '').toUpperCase();
    return /^[A-Z]{2}$/.test(told) && !NO_COUNTRY.includes(told) ? told : null;
  }
}
