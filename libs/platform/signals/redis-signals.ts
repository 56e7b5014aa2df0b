import { Logger } from '@nestjs/common';
import { Redis, type RedisOptions } from 'ioredis';
import { Ears, SIGNAL_MAX_BYTES } from './ears.js';
import { Signals } from './signals.js';

const PREFIX = 'hubcraft:signal:';
const FIRST_SUBSCRIBE_MS = 1_000;

const OPTIONS: RedisOptions = {
  connectionName: 'hubcraft-signals', connectTimeout: 1_000, retryStrategy: (times) => Math.min(2_000, times * 100),
};

/** Signals on Redis: its publish and subscribe. The listening connection comes back by itself and subscribes anew. */
export class RedisSignals extends Signals {
  private readonly logger = new Logger('Signals');
  private readonly ears = new Ears();
  private readonly speaker: Redis;
  private readonly listener: Redis;

  constructor(redisUrl: string) {
    super();
    this.speaker = new Redis(redisUrl, { ...OPTIONS, commandTimeout: 1_000, maxRetriesPerRequest: 0, enableOfflineQueue: true });
    this.listener = new Redis(redisUrl, { ...OPTIONS, maxRetriesPerRequest: null, autoResubscribe: true, lazyConnect: true });
    for (const redis of [this.speaker, this.listener]) redis.on('error', () => undefined);
    this.listener.on('message', (channel: string, text: string) => this.ears.tell(channel.slice(PREFIX.length), text));
  }

  publish(channel: string, text: string): void {
    if (Buffer.byteLength(text) > SIGNAL_MAX_BYTES) {
      this.logger.warn({ msg: 'a signal is too long and was not sent', kind: channel });
      return;
    }
    this.speaker.publish(PREFIX + channel, text).catch((error: Error) => this.logger.debug({ msg: 'a signal was lost', error: String(error) }));
  }

  async subscribe(channel: string, hear: (text: string) => void): Promise<() => Promise<void>> {
    const { first, remove } = this.ears.add(channel, hear);
    // Commands of one connection keep their order, so the last one about a channel agrees with who listens.
    if (first) await this.within(this.listener.subscribe(PREFIX + channel));
    return async () => {
      if (remove()) await this.within(this.listener.unsubscribe(PREFIX + channel));
    };
  }

  /** Waits a moment for Redis, not for ever: the command stays queued until the connection is back. */
  private async within(command: Promise<unknown>): Promise<void> {
    command.catch(() => undefined);
    await Promise.race([command, new Promise((resolve) => setTimeout(resolve, FIRST_SUBSCRIBE_MS).unref())]).catch(() => undefined);
  }

  async close(): Promise<void> {
    this.speaker.disconnect();
    this.listener.disconnect();
  }
}
