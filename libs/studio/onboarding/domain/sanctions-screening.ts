/** Somebody to look up. */
export interface Named {
  /** How the asker calls her: comes back with what was found. */
  who: string;
  name: string;
}

/** `entry`: the id of the list's entry. */
export interface ListHit {
  who: string;
  entry: string;
}

/** What a list says of names. `list`: which edition. Silence, and having no list, is `unavailable`: never `clear`. */
export type ScreeningAnswer =
  | { outcome: 'clear' | 'hit'; list: string; hits: ListHit[] }
  | { outcome: 'unavailable'; why: string };

/** Who looks up names on sanctions lists. Asked outside of any transaction; does not throw for a list that cannot be had. */
export interface SanctionsScreening {
  readonly provider: string;
  /** Which edition it would look at now; null where it has none. */
  edition(): Promise<string | null>;
  screen(names: readonly Named[]): Promise<ScreeningAnswer>;
}
