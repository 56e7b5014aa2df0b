import { newId } from './ids.js';

export type ActorKind = 'api_key' | 'member' | 'player' | 'checkout' | 'psp' | 'system' | 'staff';

/** Who acts, on which game (one environment of it), and on whose request. Every transaction carries one. */
export interface Scope {
  readonly gameId: string;
  readonly studioId?: string;
  readonly actor: { readonly kind: ActorKind; readonly id: string };
  readonly requestId: string | null;
}

/** The tenant of what is the operator's own, in place of a studio and a game: neither has such an id. */
export const OPERATOR = 'operator';

/** The scope of work that we started ourselves: subscribers, jobs, schedules. */
export function systemScope(gameId: string, cause: string, requestId: string | null = null): Scope {
  return { gameId, actor: { kind: 'system', id: cause }, requestId };
}

export function newRequestId(): string {
  return newId('req');
}
