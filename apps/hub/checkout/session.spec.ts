import type { CheckoutView } from '#sales/checkout/queries';
import { followed, gaps, isEmail, isPostcode, isPrefilled, placeKey, redirectOf, safeLink, totalOf, unsaved, wholeView, type Typed } from './session.js';

const amounts = { currency: 'USD', tax: { minor: 32, display: '$0.32' }, total: { minor: 531, display: '$5.31' } };
const view = (place: object, more: object = {}) => ({
  email: 'a@b.example', amounts, links: { back_to_game_url: 'game://x', back_to_store_url: '/h/demo' }, redirect_settings: null, ...more,
  place: { country: 'US', region: null, postcode: null, needs: { region: true, postcode: true }, postcode_pattern: '[0-9]{5}(-?[0-9]{4})?', missing: [], refusal_code: null, ...place },
}) as unknown as CheckoutView;
const CALIFORNIA = { region: 'US-CA', postcode: '90001' };
const typed = (told: Partial<Typed> = {}): Typed => ({ email: 'a@b.example', country: 'US', region: '', postcode: '', ...told });

describe('A checkout', () => {
  it('names what is missing, in the order of the fields', () => {
    expect(gaps(view({}), typed({ email: '' }))).toEqual(['email', 'region', 'postcode']);
    expect(gaps(view({}), typed({ region: 'US-CT', postcode: '06101' }))).toEqual([]);
    expect(gaps(view({ country: 'DE', needs: { region: false, postcode: false } }), typed({ country: 'DE' }))).toEqual([]);
    expect(gaps(view({ country: null, needs: { region: false, postcode: false } }), typed({ country: '' }))).toEqual(['country']);
  });

  it('is whole, also as a build tells it that knows of no wallets and of no studio that sells', () => {
    expect(wholeView(view({}))).toEqual({ ...view({}), wallets: [], seller: null });
    const told = view({}, { wallets: [{ method: 'apple_pay' }], seller: 'Hearth Games' });
    expect(wholeView(told)).toEqual(told);
  });

  it('does not ask what a country needs before it knows', () => expect(gaps(view(CALIFORNIA), typed({ country: 'CA' }))).toEqual([]));

  it('tells the server what it does not know, no region or postcode of another country, and no place that it has refused', () => {
    expect(unsaved(view(CALIFORNIA), typed({ ...CALIFORNIA }), null)).toEqual({});
    expect(unsaved(view(CALIFORNIA), typed({ email: ' new@b.example ', region: 'US-NY', postcode: '10001' }), null)).toEqual({ email: 'new@b.example', region: 'US-NY', postcode: '10001' });
    expect(unsaved(view(CALIFORNIA), typed({ ...CALIFORNIA, country: 'BR' }), null)).toEqual({ country: 'BR' });
    const refused = typed({ email: 'new@b.example', country: 'BR' });
    expect(unsaved(view(CALIFORNIA), refused, placeKey(refused))).toEqual({ email: 'new@b.example' });
    expect(unsaved(view({}), typed({ email: 'nobody', region: 'US-CT', postcode: '0610' }), null)).toEqual({ region: 'US-CT' });
  });

  it('has a total only of the place that stands in the fields', () => {
    const known = view(CALIFORNIA);
    expect(totalOf(known, typed({ ...CALIFORNIA }))).toEqual({ minor: 531, currency: 'USD', display: '$5.31' });
    for (const other of [{ country: 'JP' }, { ...CALIFORNIA, region: 'US-NY' }, { ...CALIFORNIA, postcode: '90002' }]) expect(totalOf(known, typed(other))).toBeNull();
    expect(totalOf(view({ ...CALIFORNIA, missing: ['postcode'] }), typed({ ...CALIFORNIA }))).toBeNull();
    expect(totalOf(view({ ...CALIFORNIA, refusal_code: 'tax.place_embargoed' }), typed({ ...CALIFORNIA }))).toBeNull();
    expect(totalOf(view(CALIFORNIA, { amounts: { ...amounts, tax: null } }), typed({ ...CALIFORNIA }))).toBeNull();
  });

  it('follows the server in fields that were not touched, and in region and postcode when the country moves', () => {
    const before = view(CALIFORNIA);
    const after = (now: Typed, told: CheckoutView, asked = now) => followed(now, asked, before, told);
    expect(after(typed({ ...CALIFORNIA, email: 'typing@' }), view({ region: 'US-NY', postcode: '10001' }))).toEqual(typed({ email: 'typing@', region: 'US-NY', postcode: '10001' }));
    expect(after(typed({ ...CALIFORNIA, region: 'US-NY' }), view(CALIFORNIA))).toEqual(typed({ ...CALIFORNIA, region: 'US-NY' }));
    expect(after(typed({ country: 'CA', region: 'US-NY' }), view({ country: 'CA' }))).toEqual(typed({ country: 'CA' }));
    // Back to the country of before while Japan was asked: her last word is not taken for one that she has not touched.
    expect(after(typed(), view({ country: 'JP' }), typed({ country: 'JP' })).country).toBe('US');
  });

  it('is prefilled when nothing is left to ask but how to pay', () => {
    expect(isPrefilled(view(CALIFORNIA))).toBe(true);
    for (const lacking of [view({}), view(CALIFORNIA, { email: null }), view({ ...CALIFORNIA, refusal_code: 'tax.place_embargoed' })]) expect(isPrefilled(lacking)).toBe(false);
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
