import { countryOfContradictingCard, placeDecision, type PlaceItem } from '../contracts/place-evidence.js';

const items = (told: string): PlaceItem[] => told.split(' ').filter(Boolean).map((each) => {
  const [kind, country] = each.split('=') as [PlaceItem['kind'], string];
  return { kind, country, told_by: 'buyer' };
});

describe('where a buyer is', () => {
  test.each([
    ['', 'none', null], ['declared=DE', 'single', null], ['declared=DE ip_address=DE', 'agreed', null], ['declared=DE card=DE', 'agreed', null], ['declared=DE ip_address=DE card=DE', 'agreed', null],
    ['declared=DE card=US', 'contradicted', 'US'], ['declared=DE ip_address=US card=US', 'contradicted', 'US'], ['declared=DE ip_address=FR card=US', 'contradicted', 'US'],
    // Two that agree outweigh one: a foreign card at home, and the network of a journey.
    ['declared=DE ip_address=DE card=US', 'agreed', null], ['declared=DE ip_address=US card=DE', 'agreed', null], ['declared=DE sim=DE card=US', 'agreed', null],
    ['declared=DE bank=DE ip_address=US card=US', 'contradicted', 'US'],
    // Without a card nothing is refused: an address alone may be a journey or a tunnel.
    ['declared=DE ip_address=US', 'contradicted', null], ['ip_address=DE', 'single', null], ['card=US', 'contradicted', 'US'],
  ])('of DE, %s: %s', (told, decision, card) => {
    expect([placeDecision('DE', items(told)), countryOfContradictingCard('DE', items(told))]).toEqual([decision, card]);
  });

  test.each([['MC', 'FR'], ['FR', 'MC'], ['IM', 'GB']])('%s and a card of %s are one place of tax', (country, card) => {
    expect([placeDecision(country, items(`declared=${country} card=${card}`)), countryOfContradictingCard(country, items(`declared=${country} card=${card}`))]).toEqual(['agreed', null]);
  });

  test('a sister tells it apart: Jersey is not the United Kingdom', () => {
    expect(countryOfContradictingCard('JE', items('declared=JE card=GB'))).toBe('GB');
  });
});
