import { Injectable } from '@nestjs/common';
import { Believed } from '#platform/memory/believed';
import type { Snapshot } from '../domain/storefront.js';

const SNAPSHOTS_MAX = 500;
/** How long a version is believed when no signal says otherwise. */
const BELIEVED_MS = 250;

/**
 * Compiled storefronts of this process, the longest unread one goes first. A snapshot is never changed: a new version is another key. Which version a game is at is
 * remembered for a moment, and forgotten as soon as a commit signals a change (`app/forget-versions.ts`).
 */
@Injectable()
export class Snapshots {
  private readonly kept = new Map<string, Promise<Snapshot>>();
  private readonly versions = new Believed<string>(BELIEVED_MS);

  versionOf(gameId: string, read: () => Promise<string>): Promise<string> {
    return this.versions.of(gameId, read);
  }

  forgetVersion(gameId: string): void {
    this.versions.forget(gameId);
  }

  /** The snapshot under this key; compiled once, however many ask for it at the same time. */
  get(key: string, compile: () => Promise<Snapshot>): Promise<Snapshot> {
    const known = this.kept.get(key);
    const snapshot = known ?? compile();
    this.kept.delete(key);
    this.kept.set(key, snapshot);
    if (!known) {
      snapshot.catch(() => this.kept.delete(key));
      if (this.kept.size > SNAPSHOTS_MAX) this.kept.delete(this.kept.keys().next().value!);
    }
    return snapshot;
  }

  get size(): number {
    return this.kept.size;
  }
}
