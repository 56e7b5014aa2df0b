// Unpacks the Chromium of @sparticuz/chromium, once, and prints `{file, env}`. A process of its own, because the package reads TMPDIR and
// AWS_LAMBDA_JS_RUNTIME when it is imported, and Jest gives a test only a copy of the environment.
// The folder is per user: what root has unpacked is closed to others. The runtime's name makes the package bring the libraries that a bare machine lacks.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT, ensureStateFolder } from '../../scripts/lib/place.mjs';
import { withLock } from '../../scripts/lib/processes.mjs';

const { version } = JSON.parse(readFileSync(path.join(ROOT, 'node_modules/@sparticuz/chromium/package.json'), 'utf8'));
const folder = path.join(ensureStateFolder(), `chromium-${version}-${process.getuid?.() ?? 0}`);
const answer = path.join(folder, 'program.json');

/** The package's own configuration names folders of a cloud function only. A machine without any font then has none at all, and Chromium ends at its first button. */
const fontsConf = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${path.join(folder, 'fonts', 'fonts')}</dir>
  <cachedir>${path.join(folder, 'fonts', 'cache')}</cachedir>
</fontconfig>
`;

/** Into a folder beside, renamed when complete: the package takes half a file of an interrupted run for the whole. */
async function unpack() {
  const draft = `${folder}.new`;
  for (const leftover of [draft, folder]) rmSync(leftover, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true, mode: 0o755 });
  process.env.TMPDIR = draft;
  process.env.AWS_LAMBDA_JS_RUNTIME = 'nodejs20.x';
  const { default: chromium } = await import('@sparticuz/chromium');
  const file = await chromium.executablePath();
  const env = {};
  for (const name of ['LD_LIBRARY_PATH', 'FONTCONFIG_PATH']) if (process.env[name]) env[name] = process.env[name].replaceAll(draft, folder);
  writeFileSync(path.join(draft, 'fonts', 'fonts.conf'), fontsConf);
  writeFileSync(path.join(draft, 'program.json'), JSON.stringify({ file: file.replace(draft, folder), env }));
  renameSync(draft, folder);
}

// Two workers of one run must not unpack into each other.
if (!existsSync(answer)) {
  await withLock(`${folder}.lock`, async () => {
    if (!existsSync(answer)) await unpack();
  });
}
process.stdout.write(readFileSync(answer, 'utf8'));
