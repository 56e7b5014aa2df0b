import { Global, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE, DiscoveryModule } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import type { EntitySchema } from 'typeorm';
import { AuditInterceptor } from './audit/audit.interceptor.js';
import { AuditLog } from './audit/audit-log.js';
import { AuditTrail } from './audit/audit-trail.js';
import { Bell, BellWire } from './bell/bell.js';
import { BellModule } from './bell/bell.module.js';
import { Config } from './config/config.js';
import { CallScope, Calls, Commands, Queries } from './cqrs/doors.js';
import { DerivedKeys } from './crypto/derived-keys.js';
import { DocumentSigner } from './crypto/document-signer.js';
import { Envelope } from './crypto/envelope.js';
import { KeyRotation } from './crypto/key-rotation.js';
import { Database } from './database/database.js';
import { DatabaseTime } from './database/database-time.js';
import { Routes } from './database/routes.js';
import { Egress } from './egress/egress.js';
import { OwnListeners } from './egress/own-listeners.js';
import { Chores } from './housekeeping/chores.js';
import { DeadWork } from './dead-work/dead-work.js';
import { Housekeeping } from './housekeeping/housekeeping.js';
import { Authenticators, PolicyGuard } from './http/authentication.js';
import { BodylessRoutes } from './http/bodyless.interceptor.js';
import { IdempotencyClaims } from './http/idempotency-claims.js';
import { IdempotencyInterceptor } from './http/idempotency.interceptor.js';
import { LoadShedding } from './http/load-shedding.js';
import { ProblemFilter } from './http/problem.filter.js';
import { RequestLimits } from './http/request-limits.js';
import { VersionEdge } from './http/version-edge.js';
import { VersionsController } from './http/versions.controller.js';
import { requestValidation } from './http/validation.js';
import { InvariantChecks } from './invariants/invariant-checks.js';
import { JobRunner } from './jobs/job-runner.js';
import { Jobs } from './jobs/jobs.js';
import { Clock, SystemClock } from './kernel/clock.js';
import { Limits } from './limits/limits.js';
import { Backlog } from './metrics/backlog.js';
import { MetricsListener } from './metrics/metrics-listener.js';
import { Metrics } from './metrics/metrics.js';
import { OutboxDispatcher } from './outbox/dispatcher.js';
import { Outbox } from './outbox/outbox.js';
import { Subscriptions } from './outbox/subscribers.js';
import { PersonalData } from './personal-data/personal-data.js';
import { PersonalTraces } from './personal-data/traces.js';
import { Pump } from './pump/pump.js';
import { SealChecks } from './seals/seal-checks.js';
import { SealKeeping } from './seals/seal-keeping.js';
import { SealSums } from './seals/seal-sums.js';
import { SealedBooks } from './seals/sealed-book.js';
import { Sealer } from './seals/sealer.js';
import { ServiceLevels } from './service-levels/service-levels.js';
import { Signals } from './signals/signals.js';
import { PROCESS_NAME, Tracing } from './tracing/tracing.js';
import type { ApiVersion } from './versions/api-version.js';
import { PUBLISHED } from './versions/published.js';
import { Versions } from './versions/versions.js';
import { openWires, type Wires } from './wires.js';

export interface PlatformOptions {
  config: Config;
  /** The row schemas of all contexts that the process loads. */
  entities: EntitySchema[];
  clock?: Clock;
  /** Which process it is, for its name in traces. */
  processName?: string;
  /** Ready-made wires instead of those that the configuration asks for: tests. Whoever made them closes them. */
  wires?: Wires;
  /** Versions of the API in place of those that are published: tests. */
  versions?: readonly ApiVersion[];
}

const WIRES = 'hubcraft:wires';

async function wiresOf(options: PlatformOptions): Promise<Omit<Wires, 'bell'> & Partial<OnApplicationShutdown>> {
  if (options.wires) return options.wires;
  const wires = await openWires(options.config);
  return { ...wires, onApplicationShutdown: () => Promise.allSettled([wires.limits.close(), wires.signals.close()]) };
}

/** The technical kernel as one global module. */
@Global()
@Module({})
export class PlatformModule {
  static forRoot(options: PlatformOptions): DynamicModule {
    const services = [AuditLog, AuditTrail, Bell, DeadWork, CallScope, Calls, Commands, Queries, Envelope, DerivedKeys, DocumentSigner, KeyRotation, OwnListeners, Egress, Routes, DatabaseTime, Authenticators, IdempotencyClaims, RequestLimits, LoadShedding, VersionEdge, Jobs, JobRunner, Outbox, OutboxDispatcher, Subscriptions, Pump, Chores, Housekeeping, PersonalData, PersonalTraces, Metrics, MetricsListener, ServiceLevels, Backlog, InvariantChecks, Sealer, SealedBooks, SealSums, SealKeeping, SealChecks, Tracing];
    return {
      module: PlatformModule,
      imports: [CqrsModule.forRoot(), DiscoveryModule, ...(options.wires ? [] : [BellModule.forRoot(options.config)])],
      controllers: [VersionsController],
      providers: [
        { provide: Config, useValue: options.config },
        { provide: Versions, useValue: new Versions(options.versions ?? PUBLISHED) },
        { provide: Clock, useValue: options.clock ?? new SystemClock() },
        { provide: PROCESS_NAME, useValue: options.processName ?? 'test' },
        { provide: Database, useFactory: () => Database.connect(options.config, options.entities) },
        { provide: WIRES, useFactory: () => wiresOf(options) },
        ...(options.wires ? [{ provide: BellWire, useValue: options.wires.bell }] : []),
        { provide: Limits, useFactory: (wires: Wires) => wires.limits, inject: [WIRES] },
        { provide: Signals, useFactory: (wires: Wires) => wires.signals, inject: [WIRES] },
        ...services,
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_GUARD, useClass: PolicyGuard },
        { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
        { provide: APP_INTERCEPTOR, useClass: BodylessRoutes },
        { provide: APP_INTERCEPTOR, useClass: AuditInterceptor },
        { provide: APP_PIPE, useValue: requestValidation },
      ],
      exports: [Config, Clock, Versions, Database, options.wires ? BellWire : BellModule, Limits, Signals, ...services, CqrsModule, DiscoveryModule],
    };
  }
}
