import { isIPv4, isIPv6 } from 'node:net';
import { Injectable } from '@nestjs/common';
import { DerivedKeys } from '#platform/crypto/derived-keys';
import { isPublicAddress } from '#platform/egress/egress';

/** Of the whole installation: the figures of all games count a card once. The rules of a game look at its own attempts alone. */
const EVERYWHERE = '';

/** By what things are known again that nobody shall read: keyed hashes. After a change of the master key they are others, and counts begin anew. */
@Injectable()
export class RiskKeys {
  constructor(private readonly keys: DerivedKeys) {}

  /** An IPv4 address, or the /64 of an IPv6 address: what one connection has. Null: an address of our own network is a proxy's that nobody told us of. */
  ofAddress(address: string | null): string | null {
    const network = address === null || !isPublicAddress(address) ? null : isIPv4(address) ? address : isIPv6(address) ? firstHalf(address) : null;
    return network === null ? null : this.keys.hash(network, EVERYWHERE, 'risk.address');
  }

  ofCard(fingerprint: string | null): string | null {
    return fingerprint === null ? null : this.keys.hash(fingerprint, EVERYWHERE, 'risk.card');
  }
}

/** The first four groups of an IPv6 address, written out. */
export function firstHalf(address: string): string {
  const [head = '', tail] = address.toLowerCase().split('%')[0]!.split('::');
  const groups = (part: string): string[] => (part === '' ? [] : part.split(':'));
  const [before, after] = [groups(head), tail === undefined ? [] : groups(tail)];
  const missing = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  return [...before, ...Array<string>(missing).fill('0'), ...after].slice(0, 4).map((group) => group.replace(/^0+(?=.)/, '')).join(':');
}
