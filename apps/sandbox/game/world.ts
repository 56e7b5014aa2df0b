import { Journal } from '../journal.js';

/** An event that came in, as the log shows it. Instants are Unix seconds. */
export interface LoggedEvent {
  readonly seq: number;
  readonly received_at: number;
  readonly webhook_id: string | null;
  readonly event_id: string | null;
  readonly event_type: string | null;
  readonly idempotency_key: string | null;
  readonly order_id: string | null;
  readonly player_id: string | null;
  readonly verified: boolean;
  /** What verification or handling said. */
  readonly result: string;
  readonly status: number;
  /** How often the same thing was delivered again. */
  duplicates: number;
}

export interface ItemStack {
  readonly sku: string;
  readonly quantity: number;
}

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** One event handled: the answer, its effect on an inventory and its line in the log, written as one group. */
export interface Handled {
  readonly event: Omit<LoggedEvent, 'seq' | 'duplicates'>;
  /** Kept under this key, so that the same thing delivered again has no second effect; null for questions, which are asked again on purpose. */
  readonly key: string | null;
  readonly answer: Answer;
  /** Signed: an `item.remove` takes away. */
  readonly changes: readonly ItemStack[];
}

type Entry =
  | { readonly t: 'handled'; readonly row: Handled }
  | { readonly t: 'duplicate'; readonly key: string }
  | { readonly t: 'rejected'; readonly row: Handled['event'] };

/** Rejected requests are anybody's: they are counted, and only so many are kept. */
const REJECTED_KEPT = 500;

/** The game's own state: inventories, answers by idempotency key, and the log of events. A studio has its database here. */
export class World {
  readonly events: LoggedEvent[] = [];
  readonly inventories = new Map<string, Map<string, number>>();
  readonly byType = new Map<string, number>();
  readonly counts = { received: 0, verified: 0, rejected: 0, duplicates: 0, grants: 0 };
  private readonly answers = new Map<string, { readonly answer: Answer; readonly event: LoggedEvent }>();
  private seq = 0;
  private journal!: Journal<Entry>;

  static async open(file: string): Promise<World> {
    const world = new World();
    world.journal = await Journal.open<Entry>(file, (entry) => world.apply(entry));
    return world;
  }

  /** The answer given before under this key, if there was one. */
  answered(key: string): Answer | undefined {
    return this.answers.get(key)?.answer;
  }

  /** Each resolves when the entry is on disk: only then may the sender be told 2xx. */
  handled(row: Handled): Promise<void> {
    return this.write({ t: 'handled', row });
  }

  duplicate(key: string): Promise<void> {
    return this.write({ t: 'duplicate', key });
  }

  /** Not written to disk: a stranger must not be able to fill it. */
  rejected(row: Handled['event']): void {
    this.apply({ t: 'rejected', row });
  }

  inventory(playerId: string): ItemStack[] {
    return [...(this.inventories.get(playerId) ?? [])].filter(([, quantity]) => quantity !== 0).map(([sku, quantity]) => ({ sku, quantity }));
  }

  close(): Promise<void> {
    return this.journal.close();
  }

  private write(entry: Entry): Promise<void> {
    this.apply(entry);
    return this.journal.append([entry]);
  }

  private apply(entry: Entry): void {
    this.counts.received += 1;
    if (entry.t === 'duplicate') {
      const known = this.answers.get(entry.key);
      if (known) known.event.duplicates += 1;
      this.counts.verified += 1;
      this.counts.duplicates += 1;
      return;
    }
    const event: LoggedEvent = { ...(entry.t === 'handled' ? entry.row.event : entry.row), seq: (this.seq += 1), duplicates: 0 };
    this.events.push(event);
    if (entry.t === 'rejected') {
      this.counts.rejected += 1;
      this.dropOldRejection();
      return;
    }
    const { key, answer, changes } = entry.row;
    this.counts.verified += 1;
    this.byType.set(event.event_type ?? '', (this.byType.get(event.event_type ?? '') ?? 0) + 1);
    if (key !== null) this.answers.set(key, { answer, event });
    if (event.event_type === 'item.add' && answer.status < 300) this.counts.grants += 1;
    if (event.player_id !== null) this.change(event.player_id, changes);
  }

  /** Quantities may go below zero: what was taken back before its grant arrived is a debt, so the order of the two does not matter. */
  private change(playerId: string, changes: readonly ItemStack[]): void {
    const inventory = this.inventories.get(playerId) ?? new Map<string, number>();
    this.inventories.set(playerId, inventory);
    for (const { sku, quantity } of changes) inventory.set(sku, (inventory.get(sku) ?? 0) + quantity);
  }

  private dropOldRejection(): void {
    if (this.counts.rejected <= REJECTED_KEPT) return;
    const oldest = this.events.findIndex((event) => !event.verified);
    if (oldest >= 0) this.events.splice(oldest, 1);
  }
}
