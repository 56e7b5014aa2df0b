import type { EventEmitter } from 'node:events';

/** `hubcraft openapi | head`: whoever reads has read enough. That ends the command in peace, it is no failure. */
export function endWithItsReader(out: EventEmitter, exit: (code: number) => void): void {
  out.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    exit(0);
  });
}
