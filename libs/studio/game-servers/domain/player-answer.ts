import { isCountry } from '#platform/kernel/country';
import type { VerifiedPlayer } from '../contracts/queries.js';

export type PlayerAnswer =
  | { outcome: 'verified'; player: VerifiedPlayer }
  | { outcome: 'refused'; code: string; message: string; detail: string }
  | { outcome: 'unavailable'; reason: string; detail: string };

const TEXT_MAX = 2_000;
const LIST_MAX = 200;
const MEMBERS_MAX = 200;

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const text = (value: unknown, max: number): string | null => (typeof value === 'string' && value.length > 0 && value.length <= max ? value : null);

const unavailable = (reason: string, detail: string): PlayerAnswer => ({ outcome: 'unavailable', reason, detail });
const shown = (value: unknown): string => (JSON.stringify(value) ?? 'missing').slice(0, 80);

/**
 * Reads what a game server answered to `player.verify`. Members that are not as documented are left out; a wrong or missing player id, name or attributes make the answer
 * no answer. `reason` is for programs, `detail` tells whoever wires the server what to mend.
 */
export function readPlayerAnswer(status: number, body: Buffer, cut: boolean, playerId: string): PlayerAnswer {
  const json = cut ? undefined : parsed(body);
  if (status >= 400 && status < 500) return refusal(json, status);
  if (status < 200 || status >= 300) return unavailable(`status_${status}`, `The game server answered ${status}${status < 400 ? '; redirects are not followed' : ''}.`);
  if (cut) return unavailable('answer_too_large', 'The answer of the game server is longer than 64 kB.');
  if (!isObject(json)) return unavailable('answer_not_json', `The game server answered ${status}, but not with a JSON object.`);
  if (json.banned === true) return { outcome: 'refused', code: 'banned', message: text(json.message, TEXT_MAX) ?? 'This player is banned.', detail: 'The game server answered that this player is banned.' };
  // Some servers refuse with a 200 that says so.
  if (json.status === 'error') return refusal(json, status);
  const name = text(json.name, 255);
  if (json.player_id !== playerId) return unavailable('player_id_differs', `The game server was asked about the player_id ${shown(playerId)} and answered about ${shown(json.player_id)}.`);
  if (name === null) return unavailable('name_missing', 'The answer of the game server lacks name, a text of 1 to 255 characters.');
  if (!isObject(json.attributes)) return unavailable('attributes_missing', 'The answer of the game server lacks attributes, an object, which may be empty.');
  return {
    outcome: 'verified',
    player: {
      player_id: playerId, name,
      avatar_url: webAddress(json.avatar_url), email: mailAddress(json.email),
      country: isCountry(json.country) ? json.country : null,
      attributes: boundedObject(json.attributes), custom_attributes: boundedObject(json.custom_attributes),
      segments: Array.isArray(json.segments) ? json.segments.filter((each): each is string => text(each, 255) !== null).slice(0, LIST_MAX) : [],
      balances: balances(json.balances),
    },
  };
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) as unknown;
  } catch {
    return undefined;
  }
}

function refusal(json: unknown, status: number): PlayerAnswer {
  const said = isObject(json) ? json : {};
  return { outcome: 'refused', code: text(said.code, 64) ?? (status === 404 ? 'not_found' : 'refused'), message: text(said.message, TEXT_MAX) ?? 'The game does not accept this player.', detail: `The game server answered ${status}.` };
}

function webAddress(value: unknown): string | null {
  const address = text(value, 2_048);
  return address !== null && /^https?:\/\//i.test(address) && URL.canParse(address) ? address : null;
}

function mailAddress(value: unknown): string | null {
  const address = text(value, 320);
  return address !== null && /^[^\s@<>"]+@[^\s@<>"]+$/.test(address) ? address : null;
}

function boundedObject(value: unknown): Json {
  return isObject(value) ? Object.fromEntries(Object.entries(value).filter(([key]) => key.length <= 100 && key !== '__proto__').slice(0, MEMBERS_MAX)) : {};
}

function balances(value: unknown): { sku: string; quantity: number }[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, LIST_MAX).flatMap((each) => {
    if (!isObject(each)) return [];
    const sku = text(each.sku, 255);
    return sku !== null && Number.isSafeInteger(each.quantity) ? [{ sku, quantity: each.quantity as number }] : [];
  });
}
