export interface RunningPostgres {
  dir: string;
  /** Where the data really lies: `dir`, or outside the clone when the server's account cannot reach it. */
  data: string;
  port: number;
  isReused: boolean;
  adminUrl: string;
  url(database: string, user?: string, password?: string): string;
  stop(mode?: 'fast' | 'immediate'): Promise<void>;
  /** Stops it and removes its data and password. */
  destroy(): Promise<void>;
}
export function startPostgres(options: { dir: string; port?: number; settings?: Record<string, string | number>; binaries?: string }): Promise<RunningPostgres>;
