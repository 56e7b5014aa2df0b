import 'reflect-metadata';
import { Module, type DynamicModule } from '@nestjs/common';
import { Bell, BellWire } from '#platform/bell/bell';
import { Config } from '#platform/config/config';
import { createApplication } from '#platform/http/application';
import { Housekeeping } from '#platform/housekeeping/housekeeping';
import { InvariantChecks } from '#platform/invariants/invariant-checks';
import { Backlog } from '#platform/metrics/backlog';
import { MetricsListener } from '#platform/metrics/metrics-listener';
import { PlatformModule } from '#platform/platform.module';
import { Pump } from '#platform/pump/pump';
import { SealChecks } from '#platform/seals/seal-checks';
import { checkDatabase, checkProduction } from '../boot-check.js';
import { allModules, allRows } from '../contexts.js';
import { HealthModule } from '../health.js';
import { reportBugs } from '../report-bugs.js';
import { run } from '../run.js';

@Module({})
class WorkerModule {
  static with(config: Config): DynamicModule {
    return { module: WorkerModule, imports: [PlatformModule.forRoot({ config, entities: allRows, processName: 'worker' }), HealthModule, ...allModules] };
  }
}

run(async () => {
  const config = Config.fromEnvironment();
  checkProduction(config);
  await checkDatabase(config);
  await reportBugs(config);
  const app = await createApplication(WorkerModule.with(config), config);
  const pump = app.get(Pump);
  app.get(Backlog).watch();
  await app.get(MetricsListener).listen(config.integer('WORKER_METRICS_PORT', 0, 65_535));
  await app.listen({ port: config.integer('WORKER_PORT', 0, 65_535), host: config.required('HOST') });
  app.get(BellWire).listen((chimes) => pump.wake(chimes));
  app.get(Bell).hearNear((chimes) => pump.wake(chimes));
  pump.start();
  app.get(Housekeeping).start();
  app.get(InvariantChecks).start();
  app.get(SealChecks).start();
});
