import { createHash } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { compileProgram, type Program } from '../domain/program.js';
import { StructureRepository } from './structure.repository.js';

const GAMES_MAX = 500;

/** Compiled rules of this process, the longest unread game goes first. The version is read with each question, so that what has been committed counts at once, in every process. */
@Injectable()
export class Programs {
  private readonly logger = new Logger('Segments');
  private readonly kept = new Map<string, Program>();

  constructor(private readonly structure: StructureRepository) {}

  async of(gameId: string, version: number): Promise<Program> {
    let program = this.kept.get(gameId);
    if (program?.version !== version) {
      program = compileProgram(await this.structure.read());
      if (program.broken.length > 0) this.logger.warn({ msg: 'rules of segment groups cannot be read by this build and put nobody anywhere', game_id: gameId, count: program.broken.length });
    }
    this.kept.delete(gameId);
    this.kept.set(gameId, program);
    if (this.kept.size > GAMES_MAX) this.kept.delete(this.kept.keys().next().value!);
    return program;
  }
}

/** The same number of [0, 1) for a player at a node, today and after any restart; another one at another node. */
export function drawFor(playerId: string): (groupId: string, nodeId: string) => number {
  return (groupId, nodeId) => createHash('sha256').update(`${groupId}\n${nodeId}\n${playerId}`).digest().readUInt32BE(0) / 2 ** 32;
}
