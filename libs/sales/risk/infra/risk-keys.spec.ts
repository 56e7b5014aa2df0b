import { firstHalf } from './risk-keys.js';

describe('the network of an IPv6 address', () => {
  it.each([
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'], ['2001:0db8:0001:0002::1', '2001:db8:1:2'], ['2001:db8::1', '2001:db8:0:0'], ['2A00::', '2a00:0:0:0'], ['::1', '0:0:0:0'], ['fe80::1%eth0', 'fe80:0:0:0'],
  ])('of %s is %s', (address, network) => {
    expect(firstHalf(address)).toBe(network);
  });
});
