import fc from 'fast-check';
import { contrast, themeOf } from './theme.js';

const color = fc.integer({ min: 0, max: 0xffffff }).map((n) => `#${n.toString(16).padStart(6, '0')}`);

describe('A theme', () => {
  it('can be read whatever colours a studio chose', () => {
    fc.assert(fc.property(color, color, fc.constantFrom('dark' as const, 'light' as const), (accent_color, background_color, scheme) => {
      const theme = themeOf({ accent_color, background_color, scheme });
      for (const on of [theme.background, theme.surface, theme.raised]) {
        for (const text of [theme.text, theme.muted, theme.accentText]) expect(contrast(text, on)).toBeGreaterThanOrEqual(4.5);
      }
      expect(contrast(theme.onAccent, theme.accent)).toBeGreaterThanOrEqual(4.5);
    }), { numRuns: 500 });
  });

  it('keeps the colours that can be read as they are', () => {
    expect(themeOf({ accent_color: '#ff7a2f', background_color: '#0d1020', scheme: 'dark' })).toMatchObject({ accent: '#ff7a2f', background: '#0d1020', accentText: '#ff7a2f' });
  });

  it('knows the contrast of black and white', () => expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5));
});
