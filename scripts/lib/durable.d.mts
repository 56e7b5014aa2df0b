export const DURABLE_SETTINGS: Record<string, string | number>;
/** Answers the exit code. */
export function runOnDurable(regex: string, args: string[]): Promise<number>;
