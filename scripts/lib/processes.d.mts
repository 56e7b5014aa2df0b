export function isAlive(pid: number): boolean;
export function commandLine(pid: number): string;
export function endProcess(pid: number, patience_ms?: number): Promise<void>;
export function withLock<T>(folder: string, work: () => Promise<T>): Promise<T>;
