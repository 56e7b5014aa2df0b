export interface RunningRedis {
  url: string;
  port: number;
  pid: number;
  dir: string;
  stop(): Promise<void>;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** Stops it and removes its files. */
  destroy(): Promise<void>;
}
/** Null on a machine without Redis or Valkey. */
export function startRedis(options: { dir: string; databases?: number; port?: number }): Promise<RunningRedis | null>;
export function findRedis(): string | undefined;
export function answers(url: string, patience_ms?: number): Promise<boolean>;
