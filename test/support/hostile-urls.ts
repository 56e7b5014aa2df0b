/**
 * Addresses of URLs under which nothing of ours and nothing private may be reached, in every notation that a parser of URLs, a resolver or a C library is known to take. Written from the outside: nothing
 * here knows what the code under test does.
 */

/** What must not be reached, by its plain address. */
const V4_TARGETS: readonly [what: string, address: string][] = [
  ['loopback', '127.0.0.1'], ['the end of loopback', '127.255.255.254'], ['this net', '0.0.0.0'], ['10/8', '10.11.12.13'], ['172.16/12', '172.20.30.40'], ['192.168/16', '192.168.178.1'], ['the metadata service', '169.254.169.254'], ['carrier NAT', '100.100.100.200'],
];

const numberOf = (address: string): number => address.split('.').reduce((whole, part) => whole * 256 + Number(part), 0);
const hexOf = (address: string): string => numberOf(address).toString(16).padStart(8, '0');
const wide = (text: string): string => [...text].map((digit) => (/\d/.test(digit) ? String.fromCodePoint(0xff10 + Number(digit)) : digit)).join('');

/** The notations of an IPv4 address that the WHATWG parser reads as that address. */
function v4Notations(address: string): string[] {
  const [a, b, c, d] = address.split('.').map(Number) as [number, number, number, number];
  const whole = numberOf(address);
  return [
    address, `${address}.`, String(whole), `0x${whole.toString(16)}`, `0${whole.toString(8)}`, `0x${a.toString(16)}.0x${b.toString(16)}.0x${c.toString(16)}.0x${d.toString(16)}`, `0${a.toString(8)}.0${b.toString(8)}.0${c.toString(8)}.0${d.toString(8)}`,
    `${a}.${(b << 16) + (c << 8) + d}`, `${a}.${b}.${(c << 8) + d}`, `0x${a.toString(16)}.${(b << 16) + (c << 8) + d}`, wide(address), address.replaceAll('.', '。'), address.replace('.', '%2e'), `${a}.${b}.${c}.%3${String(d)[0]}${String(d).slice(1)}`,
  ];
}

/** IPv6 addresses that carry an IPv4 one. */
function v6Embeddings(address: string): string[] {
  const hex = hexOf(address);
  const [high, low] = [hex.slice(0, 4), hex.slice(4)];
  return [
    `::ffff:${address}`, `::ffff:${high}:${low}`, `0:0:0:0:0:ffff:${address}`, `::${high}:${low}`, `::ffff:0:${high}:${low}`, `64:ff9b::${high}:${low}`, `64:ff9b:1::${high}:${low}`, `2002:${high}:${low}::1`, `2001:0:${high}:${low}::1`, `::5efe:${high}:${low}`, `fe80::5efe:${high}:${low}`,
  ];
}

const V6_TARGETS = [
  '::', '::1', '0:0:0:0:0:0:0:1', '0000:0000:0000:0000:0000:0000:0000:0001', '100::1', 'fc00::1', 'fdff:ffff::1', 'fe80::1', 'fec0::1', 'ff02::1', '2001:db8::1', '2001:2::1', '2001:10::1', '3fff::1', '5f00::1', '8000::1',
];

/** Names that stand for this machine without a resolver, or that make a reader of text see another host than the parser does. */
const TRICKS: readonly string[] = [
  'localhost', 'LOCALHOST', 'localhost.', 'a.localhost', 'ｌｏｃａｌｈｏｓｔ', 'loc%61lhost', '8.8.8.8@127.0.0.1', 'game.example.com@127.0.0.1', 'game.example.com%40x@127.0.0.1', '127.0.0.1\\@game.example.com', '127.0.0.1/@game.example.com', '127.0.0.1?@game.example.com', '127.0.0.1#@game.example.com', '\t127.0.0.1', '127.0\n.0.1',
];

export interface HostileUrl {
  what: string;
  url: string;
}

/** At least 150 forms. `port` is where a canary listens on this machine. */
export function hostileUrls(port: number, scheme = 'https'): HostileUrl[] {
  const withPort = (host: string): string => (/[/?#\\]/.test(host) ? `${scheme}://${host}` : `${scheme}://${host}:${port}/x`);
  return [
    ...V4_TARGETS.flatMap(([what, address]) => v4Notations(address).map((host) => ({ what: `${what} as ${host}`, url: withPort(host) }))),
    ...V4_TARGETS.slice(0, 4).concat(V4_TARGETS.slice(6, 7)).flatMap(([what, address]) => v6Embeddings(address).map((host) => ({ what: `${what} in ${host}`, url: withPort(`[${host}]`) }))),
    ...V6_TARGETS.map((host) => ({ what: host, url: withPort(`[${host}]`) })),
    ...TRICKS.map((host) => ({ what: JSON.stringify(host), url: withPort(host) })),
  ];
}

/** The special-purpose registries of IANA for IPv4 and IPv6 addresses, as far as they are not globally reachable, and what was never given out. Independent of any library: prefix, length. */
const SPECIAL_V4: readonly [string, number][] = [
  ['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12], ['192.0.0.0', 24], ['192.0.2.0', 24], ['192.88.99.0', 24], ['192.168.0.0', 16], ['198.18.0.0', 15], ['198.51.100.0', 24], ['203.0.113.0', 24], ['224.0.0.0', 4], ['240.0.0.0', 4],
];
const SPECIAL_V6: readonly [bigint, number][] = [[0x2001_0000n << 96n, 23], [0x2001_0db8n << 96n, 32], [0x2002n << 112n, 16], [0x3fffn << 112n, 20]];

const prefixes = SPECIAL_V4.map(([address, length]) => ({ base: numberOf(address), size: 2 ** (32 - length) }));

/** What the registries say of an IPv4 address (as a number). */
export function isGlobalV4(address: number): boolean {
  return !prefixes.some(({ base, size }) => address >= base && address < base + size);
}

/** What the registries say of an IPv6 address (as a number): global unicast is 2000::/3 without the special blocks in it; an IPv4-mapped address is that IPv4 address. */
export function isGlobalV6(address: bigint): boolean {
  if (address >> 32n === 0xffffn) return isGlobalV4(Number(address & 0xffff_ffffn));
  if (address >> 125n !== 1n) return false;
  return !SPECIAL_V6.some(([base, length]) => address >> BigInt(128 - length) === base >> BigInt(128 - length));
}

export const textOfV4 = (address: number): string => [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
export const textOfV6 = (address: bigint): string => Array.from({ length: 8 }, (_, at) => ((address >> BigInt(112 - 16 * at)) & 0xffffn).toString(16)).join(':');
