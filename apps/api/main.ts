import 'reflect-metadata';
import { DiscoveryService } from '@nestjs/core';
import { Config } from '#platform/config/config';
import { createApplication } from '#platform/http/application';
import { MEASURED_BY, ServiceLevels } from '#platform/service-levels/service-levels';
import { MetricsListener } from '#platform/metrics/metrics-listener';
import { serveDocs } from './docs.js';
import { checkDatabase, checkProduction, refuseRoutesWithoutPolicy } from '../boot-check.js';
import { reportBugs } from '../report-bugs.js';
import { run } from '../run.js';
import { ApiModule } from './api.module.js';

run(async () => {
  const config = Config.fromEnvironment();
  checkProduction(config);
  await checkDatabase(config);
  await reportBugs(config);
  const app = await createApplication(ApiModule.with(config, { processName: 'api' }), config);
  refuseRoutesWithoutPolicy(app.get(DiscoveryService));
  serveDocs(app);
  await app.get(MetricsListener).listen(config.integer('METRICS_PORT', 0, 65_535));
  await app.listen({ port: config.integer('PORT', 0, 65_535), host: config.required('HOST') });
  app.get(ServiceLevels).start(MEASURED_BY.api);
});
