const names = new Map<string, Intl.DisplayNames>();

/** A country's name in a language, or null when the runtime does not know one. */
export function countryName(country: string, locale: string): string | null {
  let known = names.get(locale);
  if (!known) {
    known = new Intl.DisplayNames([locale, 'en'], { type: 'region', fallback: 'none' });
    if (names.size < 100) names.set(locale, known);
  }
  return known.of(country) ?? null;
}
