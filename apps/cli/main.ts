import 'reflect-metadata';
import { run } from '../run.js';
import { endWithItsReader } from './closed-pipe.js';

type CliCommand = (args: string[]) => Promise<number>;

const COMMANDS: Record<string, { what: string; load: () => Promise<CliCommand> }> = {
  migrate: { what: 'bring the database to the shape of this build', load: async () => (await import('./commands/migrate.js')).run },
  seed: { what: 'make the demo studio with its game, once', load: async () => (await import('./commands/seed.js')).run },
  reconcile: { what: 'hold what a payment provider has paid out against the books', load: async () => (await import('./commands/reconcile.js')).run },
  listen: { what: 'forward the events of a sandbox game to a server on your machine', load: async () => (await import('./commands/listen.js')).run },
  trigger: { what: 'send a test event to your webhook', load: async () => (await import('./commands/trigger.js')).run },
  replay: { what: 'send a delivery again, with the same webhook-id', load: async () => (await import('./commands/replay.js')).run },
  operator: { what: "invite somebody to the operator's own staff", load: async () => (await import('./commands/operator.js')).run },
  keys: { what: 'seal what is stored again after the master key has changed', load: async () => (await import('./commands/keys.js')).run },
  books: { what: 'hold the books and orders against their seals', load: async () => (await import('./commands/books.js')).run },
  openapi: { what: 'print the OpenAPI document', load: async () => (await import('./commands/openapi.js')).run },
};

for (const out of [process.stdout, process.stderr]) endWithItsReader(out, process.exit);
run(async () => {
  const [name, ...args] = process.argv.slice(2);
  const command = name ? COMMANDS[name] : undefined;
  if (!command) {
    const lines = Object.entries(COMMANDS).map(([key, { what }]) => `  ${key.padEnd(12)} ${what}`);
    console.log(['usage: hubcraft <command>', '', '  start        start everything (npm start)', ...lines].join('\n'));
    process.exit(name === undefined || name === '--help' ? 0 : 2);
  }
  process.exit(await (await command.load())(args));
});
