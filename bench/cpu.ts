import { readFileSync, readdirSync } from 'node:fs';

const TICK_MS = 10;

interface Stat {
  parent: number;
  /** Of the process itself and of its children that have ended. */
  ms: number;
}

function statOf(pid: number): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const ticks = [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index]), 0);
    return { parent: Number(fields[1]), ms: ticks * TICK_MS };
  } catch {
    return undefined;
  }
}

/** Milliseconds of CPU that a process has used; 0 where the system does not tell (no /proc). */
export function cpuOf(pid: number | undefined): number {
  return (pid === undefined ? undefined : statOf(pid)?.ms) ?? 0;
}

/** Milliseconds of CPU of a PostgreSQL server with all its processes, found by one of them. */
export function cpuOfServer(backendPid: number): number {
  const postmaster = statOf(backendPid)?.parent;
  if (postmaster === undefined) return 0;
  const children = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map((name) => statOf(Number(name))).filter((stat) => stat?.parent === postmaster);
  return cpuOf(postmaster) + children.reduce((sum, stat) => sum + stat!.ms, 0);
}
