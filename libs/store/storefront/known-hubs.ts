import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { openTransaction } from '#platform/database/store';
import { Believed } from '#platform/memory/believed';
import { Signals } from '#platform/signals/signals';
import type { HubView } from './contracts/queries.js';

const CHANGED = 'hubs.changed';
const BELIEVED_MS = 250;

/** The hubs that visitors ask for, as they were at most 250 ms ago; forgotten at once when a commit is signalled. */
@Injectable()
export class KnownHubs implements OnModuleInit, OnApplicationShutdown {
  private readonly believed = new Believed<HubView | null>(BELIEVED_MS);
  private end: (() => Promise<void>) | undefined;

  constructor(private readonly signals: Signals) {}

  async onModuleInit(): Promise<void> {
    this.end = await this.signals.subscribe(CHANGED, (gameId) => this.believed.forget(gameId));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.end?.();
  }

  of(gameId: string, read: () => Promise<HubView | null>): Promise<HubView | null> {
    return this.believed.of(gameId, read);
  }

  /** Inside the transaction that changes the hub. */
  changed(gameId: string): void {
    openTransaction().afterCommit.push(() => {
      this.believed.forget(gameId);
      this.signals.publish(CHANGED, gameId);
    });
  }
}
