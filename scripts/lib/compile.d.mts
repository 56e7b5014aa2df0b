export function targetOf(name: string): string | undefined;
export function build(options?: { root?: string }): Promise<{ compiled: number; copied: number; removed: number; bundled: boolean; milliseconds: number }>;
