import { spawn, type ChildProcess } from 'node:child_process';
import { openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { request } from 'undici';

export interface Program {
  file: string;
  cwd: string;
  env: Record<string, string>;
  nodeArgs: string[];
  /** Answers 200 once the process can be used. */
  health: string;
}

const START_MS = 60_000;

/** Programs of Node that run as processes of their own, by name, each with its log in one folder. */
export class Processes<N extends string> {
  private readonly children = new Map<N, ChildProcess>();

  constructor(private readonly folder: string, private readonly programOf: (name: N) => Program) {}

  async start(name: N, env: Record<string, string> = {}): Promise<void> {
    const program = this.programOf(name);
    const log = openSync(this.logFile(name), 'a');
    const child = spawn(process.execPath, [...program.nodeArgs, program.file], { cwd: program.cwd, env: { ...program.env, ...env }, stdio: ['ignore', log, log] });
    this.children.set(name, child);
    for (const deadline = performance.now() + START_MS; !(await answers(program.health)); await pause(50)) {
      if (hasEnded(child)) throw new Error(`${name} ended with ${child.exitCode ?? child.signalCode}:\n${this.log(name).slice(-4_000)}`);
      if (performance.now() > deadline) throw new Error(`${name} did not answer within ${START_MS / 1_000} s:\n${this.log(name).slice(-4_000)}`);
    }
  }

  async end(name: N, signal: NodeJS.Signals): Promise<void> {
    const over = this.ended(name);
    this.signal(name, signal);
    await over;
  }

  /** Waits until it has ended, by itself or not. */
  async ended(name: N): Promise<void> {
    const child = this.children.get(name);
    if (child && !hasEnded(child)) await new Promise((resolve) => child.once('close', resolve));
  }

  signal(name: N, signal: NodeJS.Signals): void {
    this.children.get(name)?.kill(signal);
  }

  log(name: N): string {
    return readFileSync(this.logFile(name), 'utf8');
  }

  pid(name: N): number | undefined {
    return this.children.get(name)?.pid;
  }

  private logFile(name: N): string {
    return path.join(this.folder, `${name}.log`);
  }
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

async function answers(url: string): Promise<boolean> {
  try {
    const { statusCode, body } = await request(url, { headersTimeout: 2_000, bodyTimeout: 2_000 });
    await body.dump();
    return statusCode === 200;
  } catch {
    return false;
  }
}
