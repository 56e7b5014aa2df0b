import { Module, type DynamicModule } from '@nestjs/common';
import type { Config } from '#platform/config/config';
import { PlatformModule, type PlatformOptions } from '#platform/platform.module';
import { allModules, allRows } from '../contexts.js';
import { HubModule } from '../hub/hub.module.js';
import { HealthModule } from '../health.js';

/** The HTTP process: Studio API, Store API, ingress, hub and checkout pages. */
@Module({})
export class ApiModule {
  static with(config: Config, options: Partial<PlatformOptions> = {}): DynamicModule {
    return { module: ApiModule, imports: [PlatformModule.forRoot({ config, entities: allRows, ...options }), HealthModule, HubModule, ...allModules] };
  }
}
