import { ConfigError } from '#platform/config/config';

/** Runs a process: what is wrong with its configuration or surroundings is one sentence and exit code 1, not a stack trace. */
export function run(main: () => Promise<void>): void {
  main().catch((error: unknown) => {
    const known = error instanceof ConfigError || (error as { code?: string }).code === 'EADDRINUSE';
    console.error(known ? (error as Error).message : error);
    process.exit(1);
  });
}
