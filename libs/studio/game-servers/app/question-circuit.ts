import { Injectable } from '@nestjs/common';
import { RecentKeys } from '#platform/limits/limits';

/** So many questions in a row without an answer open it, for so long. */
const OPENS_AFTER = 5;
const OPEN_MS = 60_000;

/** Spares an endpoint that does not answer further questions for a while, in this process. One question after that time tries it again. */
@Injectable()
export class QuestionCircuit {
  private readonly silences = new RecentKeys<{ inARow: number; openUntil: number }>();

  isOpen(endpointId: string): boolean {
    return (this.silences.get(endpointId)?.openUntil ?? 0) > performance.now();
  }

  note(endpointId: string, isAnswered: boolean): void {
    if (isAnswered) return this.silences.delete(endpointId);
    const inARow = (this.silences.get(endpointId)?.inARow ?? 0) + 1;
    this.silences.set(endpointId, { inARow, openUntil: inARow >= OPENS_AFTER ? performance.now() + OPEN_MS : 0 });
  }
}
