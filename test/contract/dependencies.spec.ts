import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../arch/source-tree.js';

interface Locked { version: string; integrity?: string; resolved?: string; hasInstallScript?: boolean; link?: boolean }

const manifest = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { dependencies: Record<string, string>; devDependencies: Record<string, string>; optionalDependencies: Record<string, string>; allowScripts: Record<string, boolean> };
const lock = (JSON.parse(readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8')) as { packages: Record<string, Locked> }).packages;
const locked = Object.entries(lock).filter(([place]) => place !== '');
const nameOf = (place: string): string => place.split('node_modules/').pop()!;

/** Packages with a script of their own that nobody has decided about. `@parcel/watcher` only compiles itself where it finds no binary; we never load it. */
const undecided = (packages: [string, Locked][], decided: Record<string, boolean>): string[] => packages.filter(([place, { hasInstallScript }]) => hasInstallScript && !(nameOf(place) in decided)).map(([place]) => nameOf(place));

describe('what is installed', () => {
  it('is named to the letter: one version each, a checksum in the lock, from the registry', () => {
    const wanted = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies });
    expect(wanted.filter(([, version]) => !/^(npm:[\w@/-]+@)?\d+\.\d+\.[\w.-]+$/.test(version))).toEqual([]);
    expect(locked.length).toBeGreaterThan(200);
    expect(locked.filter(([, { integrity }]) => !integrity?.startsWith('sha512-')).map(([place]) => place)).toEqual([]);
    expect(locked.filter(([, { resolved, link }]) => link || (resolved !== undefined && !resolved.startsWith('https://registry.npmjs.org/'))).map(([place]) => place)).toEqual([]);
  });

  it('runs a script of its own only where package.json says so by name', () => {
    expect(undecided(locked, manifest.allowScripts)).toEqual(['@parcel/watcher']);
    expect(undecided([...locked, ['node_modules/planted', { version: '1.0.0', hasInstallScript: true }]], manifest.allowScripts)).toContain('planted');
  });

  it('lets no package run a script that it does not have any more', () => {
    const scripted = new Set(locked.filter(([, { hasInstallScript }]) => hasInstallScript).map(([place]) => nameOf(place)));
    expect(Object.keys(manifest.allowScripts).filter((name) => !scripted.has(name))).toEqual([]);
  });
});
