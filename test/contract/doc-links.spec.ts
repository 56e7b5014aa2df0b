import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../arch/source-tree.js';

const NOT_OURS = new Set(['node_modules', 'dist', 'coverage']);

/** Every Markdown page of the tree, as paths from its root. */
function pages(folder = ROOT): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return NOT_OURS.has(entry.name) || entry.name.startsWith('.') ? [] : pages(file);
    return entry.name.endsWith('.md') ? [path.relative(ROOT, file)] : [];
  });
}

/** Targets of links and pictures, in Markdown and HTML; what stands in code is an example, not a link. */
function targets(text: string): string[] {
  const prose = text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '``');
  const patterns = [/\]\(\s*<?([^)\s>]+)>?[^)]*\)/g, /^\[[^\]]+\]:\s*(\S+)/gm, /\b(?:src|href)="([^"]+)"/g];
  return patterns.flatMap((pattern) => [...prose.matchAll(pattern)].map((match) => match[1]!));
}

/** The names under which a page's headings can be linked to: as the usual forges make them. */
function anchors(text: string): Set<string> {
  const found = new Set<string>();
  for (const [, heading] of text.replace(/^```[\s\S]*?^```/gm, '').matchAll(/^#{1,6} +(.+?) *#*$/gm)) {
    const plain = heading!.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '').replace(/\s/g, '-');
    let name = plain;
    for (let twin = 1; found.has(name); twin++) name = `${plain}-${twin}`;
    found.add(name);
  }
  return found;
}

/** What is wrong with the links of a page: one line each. */
function brokenLinks(page: string, text: string): string[] {
  return targets(text).filter((target) => !/^(https?|mailto):/.test(target)).flatMap((target) => {
    const [place = '', anchor] = target.split('#');
    const says = (what: string) => [`${page}: ${target} ${what}`];
    if (place === '') return anchors(text).has(anchor ?? '') ? [] : says('has no such heading');
    const file = path.resolve(ROOT, path.dirname(page), decodeURIComponent(place));
    if (path.isAbsolute(place) || (file !== ROOT && !file.startsWith(ROOT + path.sep))) return says('leads out of the repository');
    if (!existsSync(file)) return says('leads nowhere');
    if (anchor === undefined || !file.endsWith('.md')) return [];
    return anchors(readFileSync(file, 'utf8')).has(anchor) ? [] : says('has no such heading');
  });
}

/** Scripts of package.json that a text tells to run and that are not there. */
function unknownScripts(page: string, text: string): string[] {
  const { scripts } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
  return [...text.matchAll(/\bnpm run (?:-s )?([a-z][\w:-]*)/g)].map((match) => match[1]!).filter((name) => !scripts[name]).map((name) => `${page}: npm run ${name}`);
}

const all = pages();
const read = (page: string): string => readFileSync(path.join(ROOT, page), 'utf8');

describe('the pages', () => {
  it('are found', () => {
    expect(all).toEqual(expect.arrayContaining(['README.md', 'CHANGELOG.md', 'docs/README.md', 'docs/guides/game-server.md', 'libs/sales/orders/README.md']));
  });

  it('link to files and headings that exist', () => {
    expect(all.flatMap((page) => brokenLinks(page, read(page)))).toEqual([]);
  });

  it('name only scripts that package.json has', () => {
    expect(all.flatMap((page) => unknownScripts(page, read(page)))).toEqual([]);
  });

  it('show pictures that a phone loads quickly', () => {
    const images = path.join(ROOT, 'docs/images');
    expect(readdirSync(images).filter((name) => statSync(path.join(images, name)).size > 150_000)).toEqual([]);
  });
});

describe('the check of the pages', () => {
  it.each([
    ['a file that is not there', '[x](guides/absent.md)', 'leads nowhere'],
    ['a picture that is not there', '![x](images/absent.png)', 'leads nowhere'],
    ['a picture in HTML', '<img src="images/absent.png">', 'leads nowhere'],
    ['a reference', '[x]\n\n[x]: absent.md', 'leads nowhere'],
    ['a heading that is not there', '[x](guides/game-server.md#absent)', 'has no such heading'],
    ['a heading of the page itself', '# Here\n[x](#there)', 'has no such heading'],
    ['a way out', '[x](../../elsewhere/README.md)', 'leads out of the repository'],
    ['a place on one machine', '[x](/etc/hosts)', 'leads out of the repository'],
  ])('turns red for %s', (_, text, what) => {
    expect(brokenLinks('docs/planted.md', text)).toEqual([expect.stringContaining(what)]);
  });

  it('leaves good links, other sites and examples in code alone', () => {
    const text = '# One `two`: three\n[a](README.md) [b](guides/game-server.md#what-your-server-has-to-do) [c](#one-two-three) [d](https://example.com/absent.md) `[e](absent.md)`\n```\n[f](absent.md)\n```\n';
    expect(brokenLinks('docs/planted.md', text)).toEqual([]);
  });

  it('turns red for a script that does not exist', () => {
    expect(unknownScripts('docs/planted.md', 'npm run absent, npm run bench')).toEqual(['docs/planted.md: npm run absent']);
  });
});
