import { pino, type Logger } from 'pino';

/** The instant in milliseconds. Handed in, so that a test can hold the clock still. */
export type Now = () => number;

export const systemNow: Now = () => Date.now();

export interface RunningApp {
  /** Where it listens, e.g. `{port: 4401}`; logged beside `msg: "listening"`. */
  readonly listening: Record<string, string | number>;
  close(): Promise<void>;
}

/** A setting that must be there; the sentence names it and nothing else. */
export function requiredSetting(env: NodeJS.ProcessEnv, name: string): string {
  const value = env[name];
  if (value === undefined || value === '') throw new SettingMissing(`${name} is not set.`);
  return value;
}

export function portSetting(env: NodeJS.ProcessEnv, name: string): number {
  const text = env[name] ?? '0';
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) throw new SettingMissing(`${name} must be a port from 0 to 65535, but is "${text}".`);
  return port;
}

export class SettingMissing extends Error {}

/** Starts one sandbox process: one log line when it listens, one sentence and exit 1 when it cannot, a clean stop on SIGTERM and SIGINT. */
export async function runProcess(name: string, start: (env: NodeJS.ProcessEnv, log: Logger) => Promise<RunningApp>): Promise<void> {
  const log = pino({ name, level: process.env['LOG_LEVEL'] ?? 'info' }, pino.destination({ dest: 1, sync: true }));
  let app: RunningApp;
  try {
    app = await start(process.env, log);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    const expected = cause instanceof SettingMissing || code === 'EADDRINUSE' || code === 'EACCES';
    process.stderr.write(`${name} did not start: ${cause instanceof Error ? cause.message : String(cause)}\n`);
    if (!expected) log.fatal({ err: cause }, 'not started');
    process.exitCode = 1;
    return;
  }
  log.info(app.listening, 'listening');
  let stopping = false;
  const stop = (signal: string): void => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'stopping');
    app.close().then(
      () => process.exit(0),
      (cause: unknown) => {
        log.error({ err: cause }, 'did not stop cleanly');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}
