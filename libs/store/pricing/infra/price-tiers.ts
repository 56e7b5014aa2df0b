import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PriceBook, type PriceTiers } from '../domain/price-book.js';

let shipped: PriceBook | undefined;

export function readPriceTiers(): PriceTiers {
  return JSON.parse(readFileSync(path.join(import.meta.dirname, '..', 'data', 'price-tiers.json'), 'utf8')) as PriceTiers;
}

/** The tiers that this build ships, weighed by purchasing power. They change with a release, never with the day's rate. */
export function shippedPriceBook(): PriceBook {
  return (shipped ??= new PriceBook(readPriceTiers()));
}
