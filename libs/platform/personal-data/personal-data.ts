import { Injectable, SetMetadata, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, Reflector } from '@nestjs/core';
import type { Scope } from '../kernel/scope.js';

/** By what somebody is named who asks for her data. At least one is given. */
export interface Identity {
  email: string | null;
  user_id: string | null;
  player_id: string | null;
}

/** Whose data goes, and the name without a person that stands in her place in what has to stay. */
export interface Subject {
  player_id: string;
  user_id: string | null;
  alias: string;
}

/** Why an erasure has to wait. What `yields` is waited for until the law's month is nearly over, what does not as long as it lasts. */
export interface Hindrance {
  reason: string;
  yields: boolean;
}

/**
 * What a context does with the data of people that it holds. Nobody calls the contexts for it by name: `player/consents` runs through all that are there, each in transactions of its
 * own, and a new context takes part by having one of these. All steps are repeatable.
 */
export interface PersonalDataHolder {
  /** The player ids (the game's own) that somebody goes by here, at most 100. */
  find?(identity: Identity, scope: Scope): Promise<string[]>;
  hindrances?(playerIds: readonly string[], scope: Scope): Promise<Hindrance[]>;
  /** What is held about these players, by sections, at most `EXPORTED_MAX` entries each. */
  exported(playerIds: readonly string[], scope: Scope): Promise<Record<string, readonly object[]>>;
  /** Deletes what may go and overwrites what is personal in what has to stay. Answers how many rows it touched: zero when nothing was left. */
  erase(subject: Subject, scope: Scope): Promise<number>;
}

export const EXPORTED_MAX = 5_000;
export const IDS_AT_A_TIME = 500;

/** Works through ids in their order, 500 at a time. Answers the sum of what `work` answered. */
export async function throughIds(next: (after: string) => Promise<string[]>, work: (ids: string[]) => Promise<number>): Promise<number> {
  let total = 0;
  for (let ids = await next(''); ids.length > 0; ids = ids.length < IDS_AT_A_TIME ? [] : await next(ids.at(-1)!)) total += await work(ids);
  return total;
}

const HOLDS = 'hubcraft:holds-personal-data';

/** Registers the provider class: `@HoldsPersonalData('sales/orders')`. */
export function HoldsPersonalData(context: string): ClassDecorator {
  return SetMetadata(HOLDS, context);
}

/** Knows who holds data of people. */
@Injectable()
export class PersonalData implements OnModuleInit {
  private readonly known = new Map<string, PersonalDataHolder>();

  constructor(private readonly discovery: DiscoveryService, private readonly reflector: Reflector) {}

  onModuleInit(): void {
    for (const wrapper of this.discovery.getProviders()) {
      if (!wrapper.metatype || typeof wrapper.metatype !== 'function' || !wrapper.instance) continue;
      const context = this.reflector.get<string | undefined>(HOLDS, wrapper.metatype as never);
      if (!context) continue;
      if (this.known.has(context) && this.known.get(context) !== wrapper.instance) throw new Error(`Two hold the personal data of ${context}`);
      this.known.set(context, wrapper.instance as PersonalDataHolder);
    }
  }

  /** In the order in which the contexts were loaded: sessions end before what they were for goes. */
  all(): [string, PersonalDataHolder][] {
    return [...this.known];
  }
}
