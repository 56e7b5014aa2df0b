import { de } from './de.js';
import { en } from './en.js';

type Plural = { one: string; other: string };
export type MessageKey = keyof typeof en;
/** Every key of the English texts, a plural where English has one. */
export type Catalog = { [K in MessageKey]: (typeof en)[K] extends string ? string : Plural };

/** The names that a text wants filled in: `'{count} × {name}'` → `'count' | 'name'`. */
type Holes<S> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Holes<Rest> : never;
type Wanted<K extends MessageKey> = (typeof en)[K] extends string ? Holes<(typeof en)[K]> : Holes<(typeof en)[K][keyof (typeof en)[K]]>;
type Values<K extends MessageKey> = [Wanted<K>] extends [never] ? [] : [values: Record<Wanted<K>, string | number>];

export const LOCALES = ['en', 'de'] as const;
export type Locale = (typeof LOCALES)[number];
export const CATALOGS: Record<Locale, Catalog> = { en, de };

export function isLocale(value: unknown): value is Locale {
  return LOCALES.includes(value as Locale);
}

export type Say = <K extends MessageKey>(key: K, ...values: Values<K>) => string;

const spoken = new Map<Locale, Say>();

/** The texts of a locale. Numbers are written as the locale writes them. */
export function sayIn(locale: Locale): Say {
  const known = spoken.get(locale) ?? learned(locale);
  spoken.set(locale, known);
  return known;
}

function learned(locale: Locale): Say {
  const catalog = CATALOGS[locale];
  const plurals = new Intl.PluralRules(locale);
  const numbers = new Intl.NumberFormat(locale);
  return (key, ...[values]) => {
    const entry: string | Plural = catalog[key];
    const filled = (values ?? {}) as Record<string, string | number>;
    const text = typeof entry === 'string' ? entry : plurals.select(Number(filled.count)) === 'one' ? entry.one : entry.other;
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
      const value = filled[name];
      return value === undefined ? whole : typeof value === 'number' ? numbers.format(value) : value;
    });
  };
}
