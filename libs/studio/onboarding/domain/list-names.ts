import type { ListHit, Named } from './sanctions-screening.js';

/** One name of a list. */
export interface ListedName {
  entry: string;
  name: string;
}

/** Words that say what kind of company it is and tell no two apart. */
const LEGAL_FORMS: ReadonlySet<string> = new Set([
  'ab', 'ag', 'as', 'bv', 'co', 'company', 'corp', 'corporation', 'gmbh', 'inc', 'incorporated', 'kg', 'limited', 'llc', 'llp', 'ltd', 'nv', 'oy', 'plc', 'pte', 'pty', 'sa', 'sarl', 'sas', 'spa', 'srl', 'ug',
]);

/** The words of a name, whatever their order, writing and legal form: without marks and capitals. A name that is nothing but a legal form keeps it. */
export function wordsOf(name: string): string[] {
  const words = name.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase().replaceAll(/['’`]/g, '').split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  const telling = words.filter((word) => !LEGAL_FORMS.has(word));
  return [...new Set(telling.length > 0 ? telling : words)].sort();
}

const isWithin = (few: readonly string[], many: readonly string[]): boolean => few.every((word) => many.includes(word));

/** Might be the same: the same words, or two words at least of which the other name has all. Who it is decides a person. */
export function mightBe(one: readonly string[], other: readonly string[]): boolean {
  const [few, many] = one.length <= other.length ? [one, other] : [other, one];
  if (few.length === 0) return false;
  return few.length === many.length || few.length >= 2 ? isWithin(few, many) : false;
}

/** A list that is asked again and again: by one word of each name, so that a question does not read all of it. */
export class NameList {
  private readonly byWord = new Map<string, { entry: string; words: string[] }[]>();

  constructor(listed: Iterable<ListedName>) {
    for (const { entry, name } of listed) {
      const words = wordsOf(name);
      for (const word of words) {
        const known = this.byWord.get(word);
        if (known) known.push({ entry, words });
        else this.byWord.set(word, [{ entry, words }]);
      }
    }
  }

  /** Each entry once for each name that it might be. */
  hits(names: readonly Named[]): ListHit[] {
    return names.flatMap(({ who, name }) => {
      const words = wordsOf(name);
      const found = new Set(words.flatMap((word) => this.byWord.get(word) ?? []).filter((each) => mightBe(words, each.words)).map(({ entry }) => entry));
      return [...found].sort().map((entry) => ({ who, entry }));
    });
  }
}
