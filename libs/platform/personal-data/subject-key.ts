import type { DerivedKeys } from '../crypto/derived-keys.js';

/** By what something about a player is found again without naming her. */
export function subjectKey(keys: DerivedKeys, gameId: string, playerId: string): string {
  return keys.hash(playerId, gameId, 'subject');
}

/** All that she may stand under: some were written before the master key was changed. */
export function subjectKeys(keys: DerivedKeys, gameId: string, playerId: string): Promise<string[]> {
  return keys.hashes(playerId, gameId, 'subject');
}

/** The player that a request and its answer are about, by the name that all of ours give her. */
export function playerOf(...said: unknown[]): string | null {
  for (const each of said) {
    const id = typeof each === 'object' && each !== null ? (each as { player_id?: unknown }).player_id : each;
    if (typeof id === 'string' && id !== '') return id;
  }
  return null;
}
