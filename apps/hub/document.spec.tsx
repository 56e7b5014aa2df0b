import { BuiltAssets } from './built-assets.js';
import { renderDocument } from './document.js';
import { sayIn } from './messages/messages.js';
import { themeOf } from './theme.js';

const page = (more: object = {}) => renderDocument({
  locale: 'de', say: sayIn('de'), title: 'Titel', theme: themeOf({ accent_color: '#ff7a2f', background_color: '#0d1020', scheme: 'dark' }), assets: new BuiltAssets(), allowLocalPictures: false, body: <main id="content" />, ...more,
});

describe('A page', () => {
  it('runs no script and no style that has not its nonce, and another nonce each time', () => {
    const { html, headers } = page({ state: { a: 1 } });
    const policy = headers['content-security-policy']!;
    const nonce = /'nonce-([^']+)'/.exec(policy)![1]!;
    expect(policy).not.toMatch(/unsafe|\*/);
    for (const tag of html.match(/<(script|style)\b[^>]*>/g)!) expect(tag).toContain(`nonce="${nonce}"`);
    expect(html).not.toMatch(/ style="| on[a-z]+="/);
    expect(page().headers['content-security-policy']).not.toContain(nonce);
  });

  it('cannot be left by what its state holds', () => {
    const { html } = page({ state: { name: '</script><script>alert(1)</script>' } });
    expect(html).not.toContain('<script>alert');
    const text = /id="state"[^>]*>(.*?)<\/script>/.exec(html)![1]!;
    expect(JSON.parse(text)).toEqual({ name: '</script><script>alert(1)</script>' });
  });

  it('has the logo of its game as its icon, else one of its own, and cannot be left by its address', () => {
    const { html } = page({ iconUrl: 'https://x.example/a"><script>alert(1)</script>.png' });
    expect(html).toContain('<link rel="icon" href="https://x.example/a&quot;>');
    expect(html).not.toContain('"><script>');
    expect(page().html).toMatch(/<link rel="icon" href="data:image\/svg\+xml,%3Csvg[^"]+%23ff7a2f[^"]+"/);
  });

  it('frames nobody but the origin it is told, and is framed by nobody', () => {
    expect(page().headers['content-security-policy']).toContain("frame-src 'none'");
    expect(page({ frameOrigins: ['https://psp.example', 'https://other.example'] }).headers['content-security-policy']).toContain('frame-src https://psp.example https://other.example;');
    expect(page({ frameOrigins: [] }).headers['content-security-policy']).toContain("frame-src 'none';");
    expect(page().headers['content-security-policy']).toContain("frame-ancestors 'none'");
  });

  it('says its language and lets the keyboard skip to the content', () => {
    expect(page().html).toMatch(/^<!doctype html><html lang="de" dir="ltr">/);
    expect(page().html).toContain('<a class="skip" href="#content">Zum Inhalt</a>');
  });
});
