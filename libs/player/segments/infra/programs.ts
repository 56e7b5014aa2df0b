import { createHash } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { KeptGraphs } from '../domain/kept-graphs.js';
import { LIMITS } from '../domain/language.js';
import { compileProgram, type Program } from '../domain/program.js';
import { StructureRepository } from './structure.repository.js';

const GAMES_MAX = 500;
/** Of the graphs of all games: as many as ten may have that use up their bound. */
const CHARACTERS_MAX = 10 * LIMITS.gameCharacters;

interface KeptGame {
  graphs: KeptGraphs;
  program: Program | null;
}

/** Compiled rules of this process, the longest unread game goes first. The version is read with each question, so that what has been committed counts at once, in every process. */
@Injectable()
export class Programs {
  private readonly logger = new Logger('Segments');
  private readonly kept = new Map<string, KeptGame>();

  constructor(private readonly structure: StructureRepository) {}

  async of(gameId: string, version: number): Promise<Program> {
    const kept = this.game(gameId);
    let { program } = kept;
    if (program?.version !== version) {
      program = compileProgram(await this.structure.read(), kept.graphs);
      kept.program = program;
      this.makeRoom();
      if (program.broken.length > 0) this.logger.warn({ msg: 'rules of segment groups cannot be read by this build and put nobody anywhere', game_id: gameId, count: program.broken.length });
    }
    return program;
  }

  /** What has been compiled of a game's graphs: whoever changes something compiles what is changed alone. */
  graphs(gameId: string): KeptGraphs {
    const { graphs } = this.game(gameId);
    this.makeRoom();
    return graphs;
  }

  private game(gameId: string): KeptGame {
    const kept = this.kept.get(gameId) ?? { graphs: new KeptGraphs(), program: null };
    this.kept.delete(gameId);
    this.kept.set(gameId, kept);
    return kept;
  }

  private makeRoom(): void {
    let characters = [...this.kept.values()].reduce((sum, { graphs }) => sum + graphs.characters, 0);
    for (const [gameId, { graphs }] of this.kept) {
      if (this.kept.size <= 1 || (this.kept.size <= GAMES_MAX && characters <= CHARACTERS_MAX)) return;
      characters -= graphs.characters;
      this.kept.delete(gameId);
    }
  }
}

/** The same number of [0, 1) for a player at a node, today and after any restart; another one at another node. */
export function drawFor(playerId: string): (groupId: string, nodeId: string) => number {
  return (groupId, nodeId) => createHash('sha256').update(`${groupId}\n${nodeId}\n${playerId}`).digest().readUInt32BE(0) / 2 ** 32;
}
