import { Config } from '#platform/config/config';
import { PlaceOfRequest } from '../app/place-of-request.js';
import { GeoCountry } from '../infra/geo-country.js';

const PROXY = '10.0.0.7';
const place = (from: { peer?: string; ip?: string; header?: string }, env: Record<string, string> = { TRUSTED_PROXIES: '10.0.0.0/8', COUNTRY_HEADER: 'CF-IPCountry' }) => {
  const config = new Config(env);
  const request = { ip: from.ip ?? '127.0.0.1', headers: from.header === undefined ? {} : { 'cf-ipcountry': from.header }, raw: { socket: { remoteAddress: from.peer ?? PROXY } } };
  return new PlaceOfRequest(config, new GeoCountry(config)).of(request as never);
};

describe('where a request comes from', () => {
  test('a proxy of the operator says it', async () => expect(await place({ header: 'nz' })).toEqual({ kind: 'ip_address', country: 'NZ', told_by: 'proxy' }));
  test.each(['XX', 'T1', 'NZL', '', 'N'])('that says %j has said nothing', async (header) => expect(await place({ header })).toBeNull());
  test('anybody else is not believed', async () => expect(await place({ header: 'NZ', peer: '203.0.113.9' })).toBeNull());
  test('nor is anybody where no proxy is named, or no header', async () => {
    expect(await place({ header: 'NZ' }, { COUNTRY_HEADER: 'CF-IPCountry' })).toBeNull();
    expect(await place({ header: 'NZ' }, { TRUSTED_PROXIES: '10.0.0.0/8' })).toBeNull();
  });
  test.each(['127.0.0.1', '::1', '10.1.2.3', '192.168.1.4', '169.254.1.1', 'fd00::1'])('%s is no evidence', async (ip) => expect(await place({ ip })).toBeNull());
  test('a public address is, by the books of the registries', async () => expect(await place({ ip: '8.8.8.8' })).toEqual({ kind: 'ip_address', country: 'US', told_by: 'registry' }));
});
