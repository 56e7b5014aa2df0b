export const MODULES: Record<string, { mutate: string[]; tests: string[]; needsServers?: true }>;
