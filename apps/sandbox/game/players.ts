import { createHash } from 'node:crypto';
import type { Answer, ItemStack } from './world.js';

/** Players with a name of their own; every other well-formed id has a stable invented one. */
const KNOWN_NAMES: ReadonlyMap<string, string> = new Map([['2D2R-OP3C', 'Astra Vale']]);
const FIRST_NAMES = ['Astra', 'Bryn', 'Caspian', 'Dara', 'Ember', 'Fenn', 'Galen', 'Hollis', 'Isolde', 'Juno', 'Kestrel', 'Lyra', 'Maren', 'Nova', 'Orin', 'Petra'];
const LAST_NAMES = ['Ashdown', 'Brightwater', 'Crane', 'Dusk', 'Emberlyn', 'Frost', 'Grove', 'Hale', 'Ironwood', 'Kade', 'Larkspur', 'Moor', 'North', 'Quill', 'Rook', 'Vale'];
const PLATFORMS = ['ios', 'android', 'pc'];

export interface Player {
  readonly player_id: string;
  readonly name: string;
  readonly level: number;
  readonly platform: string;
}

/** The player of an id, or why there is none. */
export function findPlayer(id: unknown): Player | Answer {
  if (typeof id !== 'string' || !/^[A-Za-z0-9-]{3,32}$/.test(id) || id.startsWith('NOPE')) {
    return { status: 404, body: { status: 'error', code: 'not_found', message: 'There is no player with this id.' } };
  }
  if (id.startsWith('BAN')) return { status: 403, body: { status: 'error', code: 'banned', message: 'This player is banned from the game.' } };
  const dice = createHash('sha256').update(id).digest();
  const pick = (list: readonly string[], place: number): string => list[(dice[place] ?? 0) % list.length] ?? '';
  return {
    player_id: id,
    name: KNOWN_NAMES.get(id) ?? `${pick(FIRST_NAMES, 0)} ${pick(LAST_NAMES, 1)}`,
    level: 1 + ((dice[2] ?? 0) % 80),
    platform: pick(PLATFORMS, 3),
  };
}

/** The body that answers `player.verify`. */
export function describePlayer(player: Player, inventory: readonly ItemStack[], publicUrl: string): Record<string, unknown> {
  return {
    player_id: player.player_id,
    name: player.name,
    avatar_url: `${publicUrl}/avatars/${player.player_id}.svg`,
    attributes: { level: player.level, platform: player.platform },
    balances: inventory,
  };
}

/** A round picture with the initials, in a colour of the player's own. */
export function avatarSvg(player: Player): string {
  const hue = (createHash('sha256').update(`colour:${player.player_id}`).digest()[0] ?? 0) + 60;
  const initials = player.name
    .split(' ')
    .map((word) => word.charAt(0))
    .join('');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96" role="img" aria-label="${player.name}"><circle cx="48" cy="48" r="48" fill="hsl(${hue} 55% 32%)"/><text x="48" y="60" font-family="system-ui,sans-serif" font-size="36" font-weight="600" fill="#fff" text-anchor="middle">${initials}</text></svg>`;
}
