/** @modules source: what Node answers is changed here. */
import os from 'node:os';
import { Config } from '../config/config.js';
import { OwnListeners, hostOf, isLoopbackAddress, isLoopbackHost, portOf } from './own-listeners.js';

const url = (text: string): URL => new URL(text);
const ours = (settings: Record<string, string>): OwnListeners => new OwnListeners(new Config(settings));

describe('the host and the port of a URL', () => {
  it.each<[string, string, number]>([
    ['http://game.example.com/x', 'game.example.com', 80], ['https://game.example.com', 'game.example.com', 443], ['https://game.example.com:8443', 'game.example.com', 8443], ['http://[::1]:4400/', '::1', 4400], ['https://[2606:4700::1111]', '2606:4700::1111', 443],
    ['postgres://u:p@db.example.com/hubcraft', 'db.example.com', 5432], ['postgresql://db.example.com/x', 'db.example.com', 5432], ['redis://cache.example.com', 'cache.example.com', 6379], ['rediss://cache.example.com', 'cache.example.com', 6379],
    ['smtp://mail.example.com', 'mail.example.com', 25], ['smtps://mail.example.com', 'mail.example.com', 465], ['smtp://mail.example.com:2525', 'mail.example.com', 2525], ['gopher://old.example.com', 'old.example.com', 0],
  ])('%s', (text, host, port) => {
    expect([hostOf(url(text)), portOf(url(text))]).toEqual([host, port]);
  });
});

describe('loopback', () => {
  it.each(['127.0.0.1', '127.255.255.254', '::1', '::ffff:127.0.0.1'])('is the address %s', (address) => {
    expect([isLoopbackAddress(address), isLoopbackHost(address)]).toEqual([true, true]);
  });

  it.each(['localhost', 'a.localhost', 'a.b.localhost'])('is the name %s', (name) => {
    expect([isLoopbackAddress(name), isLoopbackHost(name)]).toEqual([false, true]);
  });

  it.each(['128.0.0.1', '10.0.0.1', '8.8.8.8', '::2', 'localhost.example.com', '.localhost.example.com', 'mylocalhost', '127.0.0.1.example.com', ''])('is not %j', (host) => {
    expect([isLoopbackAddress(host), isLoopbackHost(host)]).toEqual([false, false]);
  });
});

describe('what listens here for us', () => {
  it.each(['PORT', 'WORKER_PORT', 'METRICS_PORT', 'WORKER_METRICS_PORT'])('is the port of %s, and as long as it is not set that of its default', (name) => {
    expect([ours({ [name]: '5999' }).has(5999), ours({}).has(5999)]).toEqual([true, false]);
    expect([4400, 4401, 4406, 4407].map((port) => ours({}).has(port))).toEqual([true, true, true, true]);
  });

  it.each(['PUBLIC_URL', 'DATABASE_URL', 'DATABASE_OWNER_URL', 'REDIS_URL', 'SMTP_URL', 'SANDBOX_PSP_URL'])('is what %s names on this machine, and not what it names elsewhere', (name) => {
    expect(['http://127.0.0.1:5999', 'http://localhost:5999', 'http://[::1]:5999', 'http://10.0.0.1:5999', 'http://db.example.com:5999'].map((text) => ours({ [name]: text }).has(5999))).toEqual([true, true, true, false, false]);
  });

  it('is nothing where a setting is no address', () => {
    expect(ours({ REDIS_URL: 'cache', SMTP_URL: 'localhost' }).has(25)).toBe(false);
  });

  it('is meant by a URL of this machine with a port of ours', () => {
    const own = ours({ PORT: '5999' });
    expect(['http://127.0.0.1:5999/', 'https://localhost:5999', 'http://localhost.:5999', 'http://[::1]:5999', 'http://a.localhost:5999'].map((text) => own.isNamedBy(url(text)))).toEqual([true, true, true, true, true]);
    expect(['http://127.0.0.1:5998', 'http://10.0.0.1:5999', 'http://game.example.com:5999'].map((text) => own.isNamedBy(url(text)))).toEqual([false, false, false]);
  });

  it('is meant by our public address, however its name is ended', () => {
    const own = ours({ PUBLIC_URL: 'https://shop.example.com' });
    expect(['https://shop.example.com/v1', 'https://shop.example.com:443', 'https://SHOP.example.com', 'https://shop.example.com./v1'].map((text) => own.isNamedBy(url(text)))).toEqual([true, true, true, true]);
    expect(['http://shop.example.com', 'https://shop.example.com:8443', 'https://shop.example.org', 'https://www.shop.example.com', 'https://shopexample.com'].map((text) => own.isNamedBy(url(text)))).toEqual([false, false, false, false, false]);
    expect(ours({ PUBLIC_URL: 'https://shop.example.com.' }).isNamedBy(url('https://shop.example.com'))).toBe(true);
  });

  it('answers at every address that a network of this machine has, in any notation', () => {
    const network = (...addresses: string[]) => addresses.map((address) => ({ address })) as os.NetworkInterfaceInfo[];
    const spy = jest.spyOn(os, 'networkInterfaces').mockReturnValue({ lo: network('127.0.0.1', '::1'), gone: undefined, eth0: network('10.0.0.5', 'fe80::5%eth0', '2001:db8::5'), odd: network('nothing') });
    try {
      const own = ours({ PORT: '5999' });
      expect(['127.0.0.1', '127.0.1.1', '::1', '10.0.0.5', '::ffff:10.0.0.5', '2001:db8::5', '2001:db8:0:0::5'].map((address) => own.answerAt(address, 5999))).toEqual([true, true, true, true, true, true, true]);
      expect(['10.0.0.6', '8.8.8.8', '2001:db8::6', 'nothing', 'game.example.com', ''].map((address) => own.answerAt(address, 5999))).toEqual([false, false, false, false, false, false]);
      expect(['127.0.0.1', '10.0.0.5'].map((address) => own.answerAt(address, 5998))).toEqual([false, false]);
    } finally {
      spy.mockRestore();
    }
  });
});
