import { ConfigError } from '#platform/config/config';

/** Runs a process: what is wrong with its configuration or surroundings is one sentence and exit code 1, not a stack trace. */
export function run(main: () => Promise<void>): void {
  main().catch((error: unknown) => {
    const { code = '' } = error as { code?: string };
    const known = error instanceof ConfigError || code === 'EADDRINUSE' || code.startsWith('ERR_PARSE_ARGS');
    console.error(known ? (error as Error).message : error);
    process.exit(1);
  });
}
