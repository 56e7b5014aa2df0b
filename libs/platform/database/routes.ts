import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Believed } from '../memory/believed.js';
import { Signals } from '../signals/signals.js';
import { Database } from './database.js';
import { openTransaction } from './store.js';

export interface Route {
  game_id: string;
  target_id: string | null;
}

const CHANGED = 'routes.changed';
const BELIEVED_MS = 500;
const KEPT_MS = 60_000;

/** Which game a handle from outside belongs to (`platform.route`), before there is a tenant. */
@Injectable()
export class Routes implements OnModuleInit, OnApplicationShutdown {
  private readonly believed = new Believed<Route | null>(BELIEVED_MS);
  private readonly kept = new Believed<Route | null>(KEPT_MS);
  private end: (() => Promise<void>) | undefined;

  constructor(private readonly database: Database, private readonly signals: Signals) {}

  async onModuleInit(): Promise<void> {
    this.end = await this.signals.subscribe(CHANGED, (key) => this.forget(key));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.end?.();
  }

  async find(kind: string, handle: string): Promise<Route | null> {
    const [route] = await this.database.unscoped<Route>('SELECT game_id, target_id FROM platform.route WHERE kind = $1 AND handle = $2', [kind, handle]);
    return route ?? null;
  }

  /** As `find`, at most half a second old: for names that are no secrets and are asked for with every page. What leads nowhere is looked up again. */
  async remembered(kind: string, handle: string): Promise<Route | null> {
    const key = `${kind} ${handle}`;
    const route = await this.believed.of(key, () => this.find(kind, handle));
    if (!route) this.believed.forget(key);
    return route;
  }

  /**
   * As `find`, kept for a minute: for handles that lead to one place for as long as they lead anywhere, where what stands there is read anyway (the order of a checkout,
   * a session). What leads nowhere is looked up again.
   */
  async lasting(kind: string, handle: string): Promise<Route | null> {
    const key = `${kind} ${handle}`;
    const route = await this.kept.of(key, () => this.find(kind, handle));
    if (!route) this.kept.forget(key);
    return route;
  }

  /** Inside the transaction that changes or removes a remembered or lasting route: every process forgets it after the commit. */
  changed(kind: string, handle: string): void {
    const key = `${kind} ${handle}`;
    openTransaction().afterCommit.push(() => {
      this.forget(key);
      this.signals.publish(CHANGED, key);
    });
  }

  private forget(key: string): void {
    this.believed.forget(key);
    this.kept.forget(key);
  }
}
