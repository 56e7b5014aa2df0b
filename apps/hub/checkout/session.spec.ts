import type { CheckoutView } from '#sales/checkout/queries';
import { gaps, isEmail, isPostcode, redirectOf, safeLink } from './session.js';

const view = (place: object, more: object = {}) => ({ place: { country: 'US', needs: { region: true, postcode: true }, postcode_pattern: '[0-9]{5}(-?[0-9]{4})?', ...place }, links: { back_to_game_url: 'game://x', back_to_store_url: '/h/demo' }, redirect_settings: null, ...more }) as unknown as CheckoutView;

describe('A checkout', () => {
  it('names what is missing, in the order of the fields', () => {
    expect(gaps(view({}), { email: '', region: '', postcode: '' })).toEqual(['email', 'region', 'postcode']);
    expect(gaps(view({}), { email: 'a@b.example', region: 'US-CT', postcode: '06101' })).toEqual([]);
    expect(gaps(view({ country: 'DE', needs: { region: false, postcode: false } }), { email: 'a@b.example', region: '', postcode: '' })).toEqual([]);
    expect(gaps(view({ country: null, needs: { region: false, postcode: false } }), { email: 'a@b.example', region: '', postcode: '' })).toEqual(['country']);
  });

  it.each([['06101', true], ['06101-1234', true], ['6101', false], ['', false], ['ABCDE', false]])('reads %j as a ZIP code: %s', (text, is) => expect(isPostcode(text, '[0-9]{5}(-?[0-9]{4})?')).toBe(is));
  it('takes postcodes with spaces and in small letters', () => expect(isPostcode('h2x 1y4', '[A-Z][0-9][A-Z][0-9][A-Z][0-9]')).toBe(true));
  it.each([['aria@example.com', true], ['aria@example', false], ['a b@example.com', false], ['@example.com', false]])('reads %j as an e-mail address: %s', (text, is) => expect(isEmail(text)).toBe(is));

  it('leads on by itself only where the studio asked for it', () => {
    expect(redirectOf(view({}))).toBeNull();
    expect(redirectOf(view({}, { redirect_settings: { mode: 'no_redirect', target: 'game' } }))).toBeNull();
    expect(redirectOf(view({}, { redirect_settings: { mode: 'immediate', target: 'game' } }))).toEqual({ href: 'game://x', afterMs: 0 });
    expect(redirectOf(view({}, { redirect_settings: { mode: 'delayed', delay_seconds: 2.5, target: 'store' } }))).toEqual({ href: '/h/demo', afterMs: 2_500 });
  });

  it.each([['https://x.example', true], ['/h/demo', true], ['game://x', true], ['javascript:alert(1)', false], [' JavaScript:alert(1)', false], ['data:text/html,x', false]])('links to %j: %s', (href, is) => expect(safeLink(href) !== null).toBe(is));
});
