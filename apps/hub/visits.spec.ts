import { pathWithin } from './store-pages.controller.js';
import { localeOf } from './visits.js';

describe('The language of a visitor', () => {
  const hub = { locales: ['en', 'de'], default_locale: 'de' };
  it.each<[string | undefined, string | undefined, typeof hub | null, string]>([
    ['en', 'de', hub, 'en'], [undefined, 'fr-FR, en;q=0.5, de;q=0.4', hub, 'en'], [undefined, 'en;q=0.1, de-AT', hub, 'de'], [undefined, 'fr', hub, 'de'], ['xx', undefined, hub, 'de'],
    ['en', 'en', { locales: ['de'], default_locale: 'de' }, 'de'], [undefined, undefined, null, 'en'], [undefined, 'en;q=0, de;q=x', null, 'en'],
  ])('chosen %s, asked %s', (chosen, asked, of, expected) => expect(localeOf(chosen, asked, of)).toBe(expected));
});

describe('The way back', () => {
  it.each(['/h/demo', '/h/demo/items/sit_1', '/h/demo?a=1', '/h/demo/purchases?before=x'])('may be %s', (path) => expect(pathWithin('/h/demo', path)).toBe(path));
  it.each(['//evil.example', 'https://evil.example', '/h/demo2', '/h/other', '/h/demo/../../x', '/h/demo//evil', '/h/demo\\evil', '/h/demo/\u0009x', undefined, ['/h/demo']])('is the hub itself for %j', (path) => expect(pathWithin('/h/demo', path)).toBe('/h/demo'));
});
