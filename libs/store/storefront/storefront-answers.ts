import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';

/** An answer as it is sent, and what names exactly these bytes (RFC 9110, strong). */
export interface WrittenAnswer {
  readonly body: Buffer;
  readonly etag: string;
}

interface Kept extends WrittenAnswer {
  state: string;
}

const KEPT_BYTES_MAX = 32 * 1024 * 1024;

/**
 * The storefronts of this process as bytes, so that a hub which many read is written once per change. An answer is kept under what was asked, together with the state that it shows:
 * another state is another answer, and takes its place. The one that nobody has read for the longest time goes first.
 */
@Injectable()
export class StorefrontAnswers {
  private readonly kept = new Map<string, Kept>();
  private bytes = 0;

  /** The answer to `asked` in this state; `write` makes it where it is not there yet. */
  of(asked: string, state: string, write: () => object): WrittenAnswer {
    const known = this.kept.get(asked);
    const answer = known?.state === state ? known : this.written(state, write());
    this.kept.delete(asked);
    this.kept.set(asked, answer);
    if (answer !== known) this.weigh(answer.body.length - (known?.body.length ?? 0));
    return answer;
  }

  private written(state: string, answer: object): Kept {
    const body = Buffer.from(JSON.stringify(answer));
    return { state, body, etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"` };
  }

  private weigh(more: number): void {
    this.bytes += more;
    for (const [asked, { body }] of this.kept) {
      if (this.bytes <= KEPT_BYTES_MAX) return;
      this.kept.delete(asked);
      this.bytes -= body.length;
    }
  }

  get size(): { answers: number; bytes: number } {
    return { answers: this.kept.size, bytes: this.bytes };
  }
}

/** Whether `If-None-Match` names this answer; weak comparison, as RFC 9110 13.1.2 wants it. */
export function hasAlready(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch.trim() === '*' || ifNoneMatch.split(',').some((each) => each.trim().replace(/^W\//, '') === etag);
}
