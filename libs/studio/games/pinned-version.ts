import { VersionBehind } from './contracts/errors.js';
import type { GameRow } from './rows.js';

/** How long a game can go back to the version from before its last change. */
export const BACK_WITHIN_SECONDS = 72 * 3_600;

type Pinned = Pick<GameRow, 'api_version' | 'api_version_before' | 'api_version_changed_at'>;

const isOpen = ({ api_version_changed_at: at }: Pinned, now: Date): boolean => at !== null && now.getTime() < at.getTime() + BACK_WITHIN_SECONDS * 1_000;

/** The version that holds, and until when (Unix seconds) which other one can be gone back to. */
export function pinnedAsOf(row: Pinned, now: Date): { api_version: string; api_version_before: string | null; api_version_back_until: number | null } {
  const { api_version, api_version_before, api_version_changed_at } = row;
  if (!api_version_changed_at || !isOpen(row, now)) return { api_version, api_version_before: null, api_version_back_until: null };
  return { api_version, api_version_before, api_version_back_until: Math.floor(api_version_changed_at.getTime() / 1_000) + BACK_WITHIN_SECONDS };
}

/** What becomes of the pin when another version is wished: a newer one counts at once, an older one only if it is the one from before and not for too long. Throws `games.version_behind`. */
export function movedTo(row: Pinned, wish: string, now: Date): Pinned {
  const { api_version, api_version_before, api_version_changed_at } = row;
  if (wish === api_version) return { api_version, api_version_before, api_version_changed_at };
  if (wish > api_version) return { api_version: wish, api_version_before: api_version, api_version_changed_at: now };
  if (wish !== api_version_before || !isOpen(row, now)) throw new VersionBehind(api_version);
  return { api_version: wish, api_version_before: null, api_version_changed_at: null };
}
