import { Logger } from '@nestjs/common';

type Hear = (text: string) => void;

/** Who in this process listens to which channel. One deaf listener does not keep the others from hearing. */
export class Ears {
  private readonly logger = new Logger('Signals');
  private readonly byChannel = new Map<string, Set<{ hear: Hear }>>();

  /** Answers a function that takes the listener away; it says whether it was the last one of the channel. */
  add(channel: string, hear: Hear): { first: boolean; remove: () => boolean } {
    const ear = { hear };
    const ears = this.byChannel.get(channel) ?? new Set();
    const first = ears.size === 0;
    this.byChannel.set(channel, ears.add(ear));
    const remove = (): boolean => {
      if (!ears.delete(ear) || ears.size > 0) return false;
      this.byChannel.delete(channel);
      return true;
    };
    return { first, remove };
  }

  tell(channel: string, text: string): void {
    for (const { hear } of this.byChannel.get(channel) ?? []) {
      try {
        hear(text);
      } catch (error) {
        this.logger.warn({ msg: 'a listener of a signal failed', error: String(error) });
      }
    }
  }
}

export const SIGNAL_MAX_BYTES = 7_000;
