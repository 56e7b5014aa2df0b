import type { Envelope } from '../crypto/envelope.js';

/** By what something about a player is found again without naming her. */
export function subjectKey(envelope: Envelope, gameId: string, playerId: string): string {
  return envelope.keyed(playerId, gameId, 'subject');
}

/** The player that a request and its answer are about, by the name that all of ours give her. */
export function playerOf(...said: unknown[]): string | null {
  for (const each of said) {
    const id = typeof each === 'object' && each !== null ? (each as { player_id?: unknown }).player_id : each;
    if (typeof id === 'string' && id !== '') return id;
  }
  return null;
}
