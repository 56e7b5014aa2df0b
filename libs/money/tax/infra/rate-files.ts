import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type PlaceFile, Places } from '../domain/places.js';
import { type RateFile, RateTable } from '../domain/rate-table.js';

function read<T>(name: string): T {
  return JSON.parse(readFileSync(path.join(import.meta.dirname, '..', 'data', name), 'utf8')) as T;
}

let loaded: { rates: RateTable; places: Places } | undefined;

/** The rate and place files that this build ships, read once. */
export function shippedTables(): { rates: RateTable; places: Places } {
  if (loaded) return loaded;
  const rates = new RateTable(read<RateFile>('tax-rates.json'));
  loaded = { rates, places: new Places(read<PlaceFile>('places.json'), rates) };
  return loaded;
}
