/** A card is good to the last moment of its month, wherever that is first over. What tells no date does not run out. */
export function hasRunOut({ exp_month, exp_year }: { exp_month: number | null; exp_year: number | null }, now: Date): boolean {
  return exp_month !== null && exp_year !== null && Date.UTC(exp_year, exp_month, 1) <= now.getTime();
}

/** As many as a player may have; the one that was used longest ago makes room. */
export const SAVED_MAX = 10;

/** Which of her others have to go when another is kept: the same card once more, and what is too many. `others`: the newest use first. */
export function toMakeRoom(kept: { id: string; provider: string; fingerprint: string | null }, others: readonly { id: string; provider: string; fingerprint: string | null }[]): { replaced: string[]; too_many: string[] } {
  const isSame = (each: (typeof others)[number]): boolean => kept.fingerprint !== null && each.fingerprint === kept.fingerprint && each.provider === kept.provider;
  const replaced = others.filter((each) => each.id !== kept.id && isSame(each)).map(({ id }) => id);
  const left = others.filter(({ id }) => id !== kept.id && !replaced.includes(id)).map(({ id }) => id);
  return { replaced, too_many: left.slice(SAVED_MAX - 1) };
}
