import { BullModule } from '@nestjs/bullmq';
import { Module, type DynamicModule } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { BellWire } from './bell.js';
import { BellProcessor } from './bell-processor.js';
import { BELL_QUEUE, BULL_LINK, bullLink } from './bullmq-link.js';
import { BullWire } from './bullmq-wire.js';

/** The doorbell over BullMQ: on Redis where the configuration names one, else on PostgreSQL. */
@Module({})
export class BellModule {
  static forRoot(config: Config): DynamicModule {
    const link = bullLink(config);
    return {
      module: BellModule,
      imports: [
        // The worker starts when the worker process listens, not wherever the module is loaded.
        BullModule.forRoot({ connection: link.connection as never, extraOptions: { manualRegistration: true } }),
        BullModule.registerQueue({ name: BELL_QUEUE }),
      ],
      providers: [{ provide: BULL_LINK, useValue: link }, BellProcessor, BullWire, { provide: BellWire, useExisting: BullWire }],
      exports: [BellWire],
    };
  }
}
