import { isIPv4, isIPv6 } from 'node:net';
import { Injectable } from '@nestjs/common';
import { DerivedKeys } from '#platform/crypto/derived-keys';
import { isPublicAddress } from '#platform/egress/egress';
import type { CardFacts, ListSubject } from '../contracts/queries.js';

/** Of the whole installation: the figures of all games count a card once. The rules of a game look at its own attempts alone. */
const EVERYWHERE = '';

/** By what things are known again that nobody shall read: keyed hashes. After a change of the master key they are others, and counts begin anew. */
@Injectable()
export class RiskKeys {
  constructor(private readonly keys: DerivedKeys) {}

  /** What an attempt is known again by: its present keys, and, for what was listed before the master key changed, all of them. An issuer is listed by six to eight digits of its own. */
  listedBy({ gameId, player_id, email, ip_address, card }: { gameId: string; player_id: string; email: string | null; ip_address: string | null; card: CardFacts | null }): [ListSubject, string][] {
    const { bin, fingerprint } = card ?? { bin: null, fingerprint: null };
    const network = networkOf(ip_address);
    const all = (subject: ListSubject, text: string | null, of = EVERYWHERE): [ListSubject, string][] => (text === null ? [] : this.keys.hashesOfRoots(text, of, `risk.${subject}`).map((key) => [subject, key]));
    return [
      ...all('player', player_id, gameId), ...all('email', email === null ? null : mailbox(email)), ...all('address', network), ...all('card', fingerprint),
      ...(bin === null ? [] : [6, 7, 8].filter((digits) => digits <= bin.length).map((digits): [ListSubject, string] => ['bin', bin.slice(0, digits)])),
    ];
  }

  /** Every key by which a player of this game may be listed. */
  ofPlayer(playerId: string, gameId: string): string[] {
    return this.keys.hashesOfRoots(playerId, gameId, 'risk.player');
  }

  /** What is written down to know a value again; null: it is none of its kind. */
  toList(subject: ListSubject, value: string, gameId: string): string | null {
    switch (subject) {
      case 'bin': return /^[0-9]{6,8}$/.test(value) ? value : null;
      case 'card': return this.ofCard(value);
      case 'address': return this.ofAddress(value);
      case 'email': return this.ofEmail(value);
      case 'player': return this.keys.hash(value, gameId, 'risk.player');
    }
  }

  /** The same under every root, to look for it. */
  allToList(subject: ListSubject, value: string, gameId: string): string[] {
    return this.listedBy({ gameId, player_id: value, email: value, ip_address: value, card: { country: null, bin: /^[0-9]{6,8}$/.test(value) ? value : null, fingerprint: value } }).filter(([of]) => of === subject).map(([, key]) => key);
  }

  ofEmail(email: string | null): string | null {
    return email === null || !email.includes('@') ? null : this.keys.hash(mailbox(email), EVERYWHERE, 'risk.email');
  }

  /** An IPv4 address, or the /64 of an IPv6 address: what one connection has. Null: an address of our own network is a proxy's that nobody told us of. */
  ofAddress(address: string | null): string | null {
    const network = networkOf(address);
    return network === null ? null : this.keys.hash(network, EVERYWHERE, 'risk.address');
  }

  ofCard(fingerprint: string | null): string | null {
    return fingerprint === null ? null : this.keys.hash(fingerprint, EVERYWHERE, 'risk.card');
  }
}

const networkOf = (address: string | null): string | null => (address === null || !isPublicAddress(address) ? null : isIPv4(address) ? address : isIPv6(address) ? firstHalf(address) : null);
const mailbox = (email: string): string => email.normalize('NFC').trim().toLowerCase();

/** The first four groups of an IPv6 address, written out. */
export function firstHalf(address: string): string {
  const [head = '', tail] = address.toLowerCase().split('%')[0]!.split('::');
  const groups = (part: string): string[] => (part === '' ? [] : part.split(':'));
  const [before, after] = [groups(head), tail === undefined ? [] : groups(tail)];
  const missing = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  return [...before, ...Array<string>(missing).fill('0'), ...after].slice(0, 4).map((group) => group.replace(/^0+(?=.)/, '')).join(':');
}
