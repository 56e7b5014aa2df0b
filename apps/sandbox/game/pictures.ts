import { readFileSync } from 'node:fs';
import path from 'node:path';

const read = (name: string): [string, Buffer] => [name, readFileSync(path.join(import.meta.dirname, 'pictures', name))];

/** What a studio has on its own web server: the logo and the key visual of its game, which its hub shows. */
export const PICTURES: ReadonlyMap<string, Buffer> = new Map(['logo.svg', 'key-visual.svg'].map(read));
