/** A text with values in the place of names in braces: `'{name} {rate} %'`. What is not told is left out. */
export function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => values[name] ?? '');
}
