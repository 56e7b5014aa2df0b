import { describePlayer, findPlayer } from './players.js';
import type { Answer, ItemStack, World } from './world.js';

/** The envelope of every event, as far as this game reads it. */
export interface WebhookEvent {
  readonly event_id: string;
  readonly event_type: string;
  readonly idempotency_key: string | null;
  /** `test` for test events: they are checked like any other, and nothing is credited for them. */
  readonly trigger: string | null;
  readonly event_data: Readonly<Record<string, unknown>>;
}

/** What stands in a bundle: it holds `count` of an item that is `quantity` each. */
interface NestedItem extends ItemStack {
  readonly count: number;
}

interface Item extends ItemStack {
  readonly nested_items: readonly NestedItem[];
}

export interface Reaction {
  readonly answer: Answer;
  readonly changes: readonly ItemStack[];
  /** A few words for the log. */
  readonly result: string;
}

const OK: Answer = { status: 200, body: { status: 'ok' } };

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** Reads the envelope; null when it is none. */
export function readEvent(body: Buffer): WebhookEvent | null {
  try {
    const event = JSON.parse(body.toString('utf8')) as Partial<Record<keyof WebhookEvent, unknown>> | null;
    const { event_id, event_type, idempotency_key, trigger, event_data } = event ?? {};
    if (typeof event_id !== 'string' || typeof event_type !== 'string' || typeof event_data !== 'object' || event_data === null) return null;
    return { event_id, event_type, idempotency_key: textOrNull(idempotency_key), trigger: textOrNull(trigger), event_data: event_data as Record<string, unknown> };
  } catch {
    return null;
  }
}

/** What the game does about an event. Pure: the caller writes it down. Types it does not know are fine, so that new ones break nothing. */
export function react(event: WebhookEvent, world: World, publicUrl: string): Reaction {
  switch (event.event_type) {
    case 'webhook.challenge':
      return { answer: { status: 200, body: { challenge: event.event_data['challenge'] } }, changes: [], result: 'answered' };
    case 'player.verify':
      return verifyPlayer(event, world, publicUrl);
    case 'order.reserve':
      return reserveItems(event);
    case 'refund.consumption':
      return consumptionOf(event, world);
    case 'item.add':
      return moveItems(event, 1);
    case 'item.remove':
      return moveItems(event, -1);
    default:
      return { answer: OK, changes: [], result: 'recorded' };
  }
}

function verifyPlayer(event: WebhookEvent, world: World, publicUrl: string): Reaction {
  const found = findPlayer(event.event_data['player_id']);
  if ('status' in found) return { answer: found, changes: [], result: String(found.body['code']) };
  const body = describePlayer(found, world.inventory(found.player_id), publicUrl);
  return { answer: { status: 200, body }, changes: [], result: `is ${found.name}` };
}

/** The game keeps nothing and always has enough, but of what it would decline. */
function reserveItems(event: WebhookEvent): Reaction {
  const refused = readList(event.event_data['items'], readItem)?.find((item) => item.sku.includes('decline-me'));
  if (!refused) return { answer: OK, changes: [], result: 'reserved' };
  return { answer: { status: 409, body: { status: 'error', code: 'out_of_stock', message: `The game has no ${refused.sku} left.` } }, changes: [], result: 'refused' };
}

/** A line is unused while the player still has as many of the item as go back. */
function consumptionOf(event: WebhookEvent, world: World): Reaction {
  const has = new Map(world.inventory(String(event.event_data['player_id'])).map(({ sku, quantity }) => [sku, quantity]));
  const asked = readList(event.event_data['items'], ({ line_id, sku, quantity }) => (typeof line_id === 'string' && isSku(sku) && isAmount(quantity) ? { line_id, sku, quantity } : null));
  if (asked === null) return { answer: { status: 422, body: { status: 'error', code: 'validation_error', message: 'The items could not be read.' } }, changes: [], result: 'refused' };
  const items = asked.map(({ line_id, sku, quantity }) => ({ line_id, state: (has.get(sku) ?? 0) >= quantity ? 'unused' : 'used' }));
  return { answer: { status: 200, body: { items } }, changes: [], result: items.map(({ line_id, state }) => `${line_id} ${state}`).join(', ') };
}

function moveItems(event: WebhookEvent, sign: 1 | -1): Reaction {
  const player = findPlayer(event.event_data['player_id']);
  const items = readList(event.event_data['items'], readItem);
  // A ban does not take away what was paid for, so only a player that does not exist is refused.
  const isUnknown = 'status' in player && player.status === 404;
  if (isUnknown || items === null || items.length === 0) {
    const message = isUnknown ? 'There is no player with this id.' : 'The items could not be read.';
    return { answer: { status: 422, body: { status: 'error', code: isUnknown ? 'not_found' : 'validation_error', message } }, changes: [], result: 'refused' };
  }
  const declined = sign === 1 ? items.find((item) => item.sku.includes('decline-me')) : undefined;
  if (declined) {
    // The one answer that is final: nothing was granted, and the platform gives the money back.
    const body = { status: 'error', code: 'declined', message: `The game does not accept ${declined.sku}.` };
    return { answer: { status: 400, body }, changes: [], result: 'declined' };
  }
  if (event.trigger === 'test') return { answer: OK, changes: [], result: 'test' };
  const changes = items.flatMap(contents).map(({ sku, quantity }) => ({ sku, quantity: sign * quantity }));
  const words = changes.map(({ sku, quantity }) => `${quantity > 0 ? '+' : '−'}${Math.abs(quantity)} ${sku}`).join(', ');
  return { answer: OK, changes, result: words };
}

/** A bundle is credited as what is in it: how many bundles, times how many of a thing one holds (`count`), times what one of those is (`quantity`). */
function contents({ sku, quantity, nested_items }: Item): ItemStack[] {
  if (nested_items.length === 0) return [{ sku, quantity }];
  return nested_items.map((inner) => ({ sku: inner.sku, quantity: quantity * inner.count * inner.quantity }));
}

function readList<T>(value: unknown, readOne: (each: Readonly<Record<string, unknown>>) => T | null): T[] | null {
  if (!Array.isArray(value)) return null;
  const read = value.map((each) => readOne((each ?? {}) as Record<string, unknown>));
  return read.every((each) => each !== null) ? read : null;
}

const isSku = (value: unknown): value is string => typeof value === 'string' && value !== '';
const isAmount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 1;

function readItem({ sku, quantity, nested_items }: Readonly<Record<string, unknown>>): Item | null {
  const inside = readList(nested_items ?? [], readNestedItem);
  return isSku(sku) && isAmount(quantity) && inside !== null ? { sku, quantity, nested_items: inside } : null;
}

function readNestedItem({ sku, count, quantity }: Readonly<Record<string, unknown>>): NestedItem | null {
  return isSku(sku) && isAmount(count) && isAmount(quantity) ? { sku, count, quantity } : null;
}
