/** A field in quotes where it needs them (RFC 4180); text that a spreadsheet would take for a formula begins with an apostrophe. A negative number is none. */
export function csvField(value: string | number | bigint | null): string {
  const text = value === null ? '' : String(value);
  const safe = /^[=+@\t\r]|^-(?!\d+(\.\d+)?$)/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A line of a CSV file with its end. */
export function csvLine(fields: readonly (string | number | bigint | null)[]): string {
  return `${fields.map(csvField).join(',')}\r\n`;
}
