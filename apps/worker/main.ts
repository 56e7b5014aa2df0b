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
import { MEASURED_BY, ServiceLevels } from '#platform/service-levels/service-levels';
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

/** What is due for longer than this is not kept up with. */
const KEPT_UP_SECONDS = 60;

async function lookAtQueues(levels: ServiceLevels, backlog: Backlog): Promise<void> {
  const [webhooks, outbox, jobs] = await Promise.all(['webhooks', 'outbox', 'jobs'].map((name) => backlog.sample(name)));
  if (webhooks) levels.add('webhooks.kept_up', webhooks.oldest < KEPT_UP_SECONDS ? 1 : 0);
  if (outbox && jobs) levels.add('work.alive', outbox.dead === 0 && jobs.dead === 0 ? 1 : 0);
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
  const levels = app.get(ServiceLevels);
  levels.start(MEASURED_BY.worker, () => lookAtQueues(levels, app.get(Backlog)));
});
