import { Injectable } from '@nestjs/common';
import { Clock } from '#platform/kernel/clock';
import type { Json } from '#platform/versions/api-version';
import { Versions } from '#platform/versions/versions';
import { tailOf, type DeliveryFacts } from '../domain/envelope.js';

/** The stored bytes of a delivery: `head` is null where it is that of its event. */
export interface StoredBody {
  head: Buffer | null;
  tail: Buffer;
}

const NOTHING = Buffer.alloc(0);

/** Brings events to the versions in which webhooks and readers are told of them. Made once, when a delivery is written: attempts and replays send what is stored. */
@Injectable()
export class VersionedBodies {
  constructor(private readonly versions: Versions, private readonly clock: Clock) {}

  /** The version of what is written now. */
  get today(): string {
    return this.versions.newest;
  }

  /** `head`: of the event, in the version in which it was written. `pinned`: of the webhook; one that is served no more is told in the oldest that is. */
  stored(type: string, head: Buffer, facts: DeliveryFacts, pinned: string): StoredBody {
    const tail = tailOf(facts);
    const told = this.versions.told(pinned, this.clock.now());
    if (told === this.versions.newest) return { head: null, tail };
    const whole = Buffer.concat([head, tail]).toString('utf8');
    const text = this.textIn(type, whole, told);
    return text === whole ? { head: null, tail } : { head: Buffer.from(text), tail: NOTHING };
  }

  /** The text of an event in `version`; as it is where it was written in that or an older one. */
  textIn(type: string, text: string, version: string): string {
    if (version === this.versions.newest) return text;
    const event = JSON.parse(text) as Json;
    const told = this.versions.eventDown(type, event, version);
    return told === event ? text : JSON.stringify(told);
  }
}
