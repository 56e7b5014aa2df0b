import { Config } from '#platform/config/config';
import { OwnListeners } from '#platform/egress/own-listeners';
import { checkEndpointUrl } from './endpoint-url.js';

const ownOf = (env: Record<string, string>) => new OwnListeners(new Config(env));
const OWN = ownOf({ PUBLIC_URL: 'http://127.0.0.1:4400', DATABASE_URL: 'postgres://app@127.0.0.1:40123/x' });
const verdict = (url: string, environment: 'sandbox' | 'live') => checkEndpointUrl(url, environment, OWN);

describe('the address of a live webhook', () => {
  it.each([
    'https://game.example.com/hooks', 'https://game.example.com:8443/hooks?x=1', 'https://8.8.8.8/h', 'https://[2606:4700::1111]/h', 'https://münchen.example/h',
  ])('is taken: %s', (url) => expect(verdict(url, 'live')).toMatchObject({ isLocal: false }));

  it.each([
    ['another scheme', 'http://game.example.com/'], ['a scheme of files', 'file:///etc/passwd'], ['gopher', 'gopher://game.example.com/'], ['no scheme', '//game.example.com/'],
    ['a path alone', '/hooks'], ['credentials', 'https://user:pw@game.example.com/'], ['a user name', 'https://user@game.example.com/'], ['a fragment', 'https://game.example.com/#x'],
    ['an empty fragment', 'https://game.example.com/#'], ['port 22', 'https://game.example.com:22/'], ['port 25', 'https://game.example.com:25/'], ['port 5432', 'https://game.example.com:5432/'],
    ['port 6379', 'https://game.example.com:6379/'], ['a port of its own', 'https://game.example.com:9000/'], ['2,049 characters', `https://game.example.com/${'a'.repeat(2_024)}`],
    ['loopback', 'https://127.0.0.1/'], ['loopback by name', 'https://localhost/'], ['a name under localhost', 'https://a.localhost/'], ['a private network', 'https://10.1.2.3/'],
    ['192.168', 'https://192.168.1.1/'], ['172.16', 'https://172.16.0.1/'], ['carrier NAT', 'https://100.64.0.1/'], ['the metadata service', 'https://169.254.169.254/latest'],
    ['multicast', 'https://224.0.0.1/'], ['a reserved block', 'https://240.0.0.1/'], ['documentation', 'https://192.0.2.1/'], ['the zero net', 'https://0.0.0.0/'],
    ['IPv6 loopback', 'https://[::1]/'], ['an embedded IPv4', 'https://[::ffff:127.0.0.1]/'], ['a deprecated embedding', 'https://[::7f00:1]/'], ['unique local', 'https://[fd00::1]/'],
    ['site-local', 'https://[fec0::1]/'], ['link-local', 'https://[fe80::1]/'], ['NAT64', 'https://[64:ff9b::7f00:1]/'], ['6to4', 'https://[2002:7f00:1::]/'], ['Teredo', 'https://[2001:0:7f00:1::]/'],
    ['a zone', 'https://[fe80::1%25eth0]/'], ['one number', 'https://2130706433/'], ['hexadecimal', 'https://0x7f.1/'], ['octal', 'https://017700000001/'], ['a short form', 'https://127.1/'],
    ['a public address in disguise', 'https://134744072/'], ['full-width digits', 'https://①②⑦.0.0.1/'], ['a dot at the end', 'https://127.0.0.1./'], ['a name with a dot at its end', 'https://game.example.com./'],
    ['a bare name', 'https://intranet/'], ['an internal name', 'https://db.internal/'], ['a line break', 'https://game.example.com/\nx'], ['a backslash', 'https://game.example.com\\@10.0.0.1/'],
  ])('is refused: %s', (_what, url) => expect(verdict(url, 'live')).toHaveProperty('refused'));

  it('is never our own', () => {
    expect(checkEndpointUrl('https://shop.example.com/v1/items', 'live', ownOf({ PUBLIC_URL: 'https://shop.example.com' }))).toEqual({ refused: 'This is our own address.' });
  });
});

describe('the address of a sandbox webhook', () => {
  it.each(['http://127.0.0.1:5000/hooks', 'http://localhost:3000/', 'http://[::1]:8080/', 'http://game.example.com/h', 'https://game.example.com/h'])('is taken: %s', (url) => {
    expect(verdict(url, 'sandbox')).toHaveProperty('url');
  });
  it.each(['http://169.254.169.254/', 'http://10.0.0.1/', 'http://192.168.0.2:8080/', 'http://127.0.0.1:5432/', 'http://127.0.0.1:6379/', 'http://127.0.0.1:4400/v1/items', 'http://localhost:4400/', 'http://localhost:4401/health/ready', 'http://[::1]:40123/', 'http://metadata.google.internal/', 'http://vm:4412/openapi.json', 'http://game-server:8080/h', 'http://nas.local/', 'http://2130706433:8080/', 'ftp://game.example.com/'])('is refused: %s', (url) => {
    expect(verdict(url, 'sandbox')).toHaveProperty('refused');
  });
});
