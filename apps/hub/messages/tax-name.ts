import type { Say } from './messages.js';

/** A tax by the name that a language has for it; by its own name where it has none. */
export function taxName(name: string, say: Say): string {
  if (name === 'VAT') return say('vat');
  return name === 'Sales tax' ? say('sales_tax') : name;
}
