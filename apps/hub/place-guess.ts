import { createRequire } from 'node:module';
import path from 'node:path';
import { Injectable, Logger } from '@nestjs/common';
import { open, type CountryResponse, type Reader } from 'maxmind';
import { Config } from '#platform/config/config';
import { isPublicAddress } from '#platform/egress/egress';

/** Where an address probably is, by the geo database of the configuration or the one from npm. Loaded when it is first asked. */
@Injectable()
export class PlaceGuess {
  private readonly logger = new Logger(PlaceGuess.name);
  private reader: Promise<Reader<CountryResponse> | null> | undefined;

  constructor(private readonly config: Config) {}

  /** ISO 3166-1, or null for private addresses and those that the database does not know. */
  async countryOf(address: string): Promise<string | null> {
    if (!isPublicAddress(address)) return null;
    const reader = await (this.reader ??= this.load());
    try {
      const found = reader?.get(address) as { country_code?: string; country?: { iso_code?: string } } | null | undefined;
      const code = found?.country_code ?? found?.country?.iso_code;
      return code && /^[A-Z]{2}$/.test(code) ? code : null;
    } catch {
      return null;
    }
  }

  private async load(): Promise<Reader<CountryResponse> | null> {
    try {
      return await open<CountryResponse>(this.config.optional('GEO_DATABASE') ?? shipped());
    } catch (error) {
      this.logger.warn({ msg: 'no geo database: countries are not guessed by address', error: String(error) });
      return null;
    }
  }
}

function shipped(): string {
  const manifest = createRequire(path.join(import.meta.dirname, 'place-guess.js')).resolve('@ip-location-db/geo-whois-asn-country-mmdb/package.json');
  return path.join(path.dirname(manifest), 'geo-whois-asn-country.mmdb');
}
