import type { Id } from '#platform/kernel/ids';

export type StudioId = Id<'stu'>;
/** One environment of a game: sandbox and live have ids of their own. */
export type GameId = Id<'gam'>;
