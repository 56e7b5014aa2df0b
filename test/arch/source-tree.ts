import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** Files of the project by path from the root, with `/`. Rules look at such a tree, so that a planted one can prove them. */
export type SourceTree = ReadonlyMap<string, string>;

export interface Finding {
  path: string;
  what: string;
}

export const ROOT = path.resolve(import.meta.dirname, '../..');
const SKIPPED = new Set(['node_modules', 'dist', '.git', '.hubcraft', 'coverage']);

export function readTree(folders: string[], extensions: RegExp): SourceTree {
  const tree = new Map<string, string>();
  const walk = (folder: string) => {
    for (const entry of readdirSync(path.join(ROOT, folder), { withFileTypes: true })) {
      if (SKIPPED.has(entry.name)) continue;
      const at = `${folder}/${entry.name}`;
      if (entry.isDirectory()) walk(at);
      else if (extensions.test(entry.name)) tree.set(at, readFileSync(path.join(ROOT, at), 'utf8'));
    }
  };
  for (const folder of folders) walk(folder);
  return tree;
}

export const isTest = (file: string): boolean => /\.(spec|int-spec|e2e-spec)\.tsx?$|\/test\/|\/testing\/|\.conformance\.ts$/.test(file);

/** `sales/orders` of a file inside a context; null elsewhere. */
export function contextOf(file: string): string | null {
  const match = /^libs\/([^/]+)\/([^/]+)\//.exec(file);
  return match && match[1] !== 'platform' ? `${match[1]}/${match[2]}` : null;
}

/** Source text without comments, so that a rule does not fire on prose. */
export function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' ')).replace(/(^|[\s;{(,])\/\/[^\n]*/g, '$1');
}

/** The specifiers that a file imports, however it does: types, re-exports, `import()` and `require()` too. */
export function specifiersOf(text: string): string[] {
  return [...withoutComments(text).matchAll(/\b(?:from|import|require)\s*\(?\s*['"`]([^'"`]+)['"`]/g)].map((match) => match[1]!);
}
