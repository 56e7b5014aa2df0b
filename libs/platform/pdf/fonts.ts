import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { create, type Font } from 'fontkit';

const require = createRequire(import.meta.url);
const files = { regular: '400Regular/NotoSans_400Regular.ttf', bold: '700Bold/NotoSans_700Bold.ttf' } as const;
export type Face = keyof typeof files;

const loaded = new Map<Face, Font>();

/**
 * A face of Noto Sans (SIL Open Font License 1.1), of which documents carry the shapes that they need. Read and taken apart once for the whole process: its tables of ligatures and distances
 * cost ten times what a document does.
 */
export function fontOf(face: Face): Font {
  const font = loaded.get(face) ?? (create(readFileSync(require.resolve(`@expo-google-fonts/noto-sans/${files[face]}`))) as Font);
  loaded.set(face, font);
  return font;
}

/** Whether the font has a shape for every character: Latin with Vietnamese, Greek, Cyrillic and Devanagari. Chinese, Japanese, Korean, Arabic, Hebrew and Thai it has not. */
export function canBeShown(text: string): boolean {
  return [...text].every((character) => fontOf('regular').hasGlyphForCodePoint(character.codePointAt(0)!));
}

/** A text with a question mark for what has no shape: an empty box would tell less. */
export function asShown(text: string): string {
  return canBeShown(text) ? text : [...text].map((character) => (canBeShown(character) ? character : '?')).join('');
}
