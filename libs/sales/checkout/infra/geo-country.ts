import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Injectable, Logger } from '@nestjs/common';
import { Reader, type Response } from 'maxmind';
import { Config } from '#platform/config/config';
import { isPublicAddress } from '#platform/egress/egress';

const PACKAGE = '@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb';

/** The country of an address, from the registries' own books. An address that nobody books (loopback, private) has none. */
@Injectable()
export class GeoCountry {
  private readonly logger = new Logger(GeoCountry.name);
  private reader: Promise<Reader<Response> | null> | undefined;

  constructor(private readonly config: Config) {}

  /** ISO 3166-1 alpha-2, or null. */
  async of(address: string | null): Promise<string | null> {
    // The books name countries for private networks too.
    if (!address || !isPublicAddress(address)) return null;
    const reader = await (this.reader ??= this.open());
    try {
      const found = reader?.get(address) as { country_code?: string } | null | undefined;
      return /^[A-Z]{2}$/.test(found?.country_code ?? '') ? found!.country_code! : null;
    } catch {
      return null;
    }
  }

  private async open(): Promise<Reader<Response> | null> {
    const file = this.config.optional('GEO_DATABASE') ?? createRequire(path.join(import.meta.dirname, 'geo-country.js')).resolve(PACKAGE);
    try {
      return new Reader(await readFile(file));
    } catch (error) {
      this.logger.error({ msg: 'no countries by address: the database cannot be read', file, error: String(error) });
      return null;
    }
  }
}
