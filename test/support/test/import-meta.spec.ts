import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

describe('a module under Jest', () => {
  it('finds what lies beside it by import.meta, as in dist/', () => {
    expect(existsSync(path.join(import.meta.dirname, 'import-meta.spec.ts'))).toBe(true);
    expect(path.basename(import.meta.filename)).toBe('import-meta.spec.ts');
    expect(path.dirname(fileURLToPath(import.meta.url))).toBe(import.meta.dirname);
  });
});
