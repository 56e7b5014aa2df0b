import { readFileSync } from 'node:fs';
import path from 'node:path';
import { taxNameIn } from '../contracts/queries.js';

const table = readFileSync(path.join(import.meta.dirname, '../data/tax-rates.json'), 'utf8');
const names = [...new Set([...table.matchAll(/"name": "([^"]+)"/g)].map((match) => match[1]!)), 'Local tax', 'Tax'];

describe('the names of taxes', () => {
  it('are those of the rate tables', () => expect(names.length).toBeGreaterThan(40));

  it.each(names)('leave no English in German: %s', (name) => {
    expect(taxNameIn(name, 'de-AT')).not.toMatch(/\b(VAT|tax|sales|service|levy|levies|county|city|municipal|consumption|commercial|business|digital|withholding|from|and)\b/i);
  });

  it('stay as they are where a language has no other, and where nobody has heard of the language', () => {
    expect([taxNameIn('IGIC', 'de'), taxNameIn('VAT', 'en'), taxNameIn('VAT', 'xx'), taxNameIn('constructor', 'de'), taxNameIn('Tourist levy of Elsewhere', 'de')]).toEqual(['IGIC', 'VAT', 'VAT', 'constructor', 'Tourist levy of Elsewhere']);
  });
});
