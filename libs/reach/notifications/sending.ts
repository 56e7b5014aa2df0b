import { CONNECTIONS, type Handover, type MailServer, type MailSession } from './mail-server.js';
import type { Outcome } from './handovers.js';

/** A run hands over this many chunks at most and then makes room: it stays below its lease even when every mail takes its whole deadline. */
const CHUNKS_PER_RUN = 3;
export const CHUNK = 20;
/** After a failure the server is left in peace for so long. */
export const PAUSE_SECONDS = 30;

/** Hands over what is due, a few at a time, until nothing is left or the server cannot be reached. Answers whether the server took or refused everything that it was handed. */
export async function sendChunks<M>(server: MailServer, due: () => Promise<M[]>, send: (session: MailSession, mail: M) => Promise<Outcome>): Promise<boolean> {
  const session = server.open();
  try {
    for (let chunk = 0; chunk < CHUNKS_PER_RUN; chunk++) {
      const mails = await due();
      if (mails.length === 0) return true;
      for (let from = 0; from < mails.length; from += CONNECTIONS) {
        const handovers = await Promise.all(mails.slice(from, from + CONNECTIONS).map((mail) => send(session, mail)));
        if (handovers.some(({ outcome }) => outcome === 'unavailable')) return false;
      }
    }
    return true;
  } finally {
    session.close();
  }
}

/** What cannot even be written now is tried again as what could not be sent. */
export function unavailable(cause: unknown): Handover {
  return { outcome: 'unavailable', error: String(cause).slice(0, 500) };
}
