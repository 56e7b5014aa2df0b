import { Module } from '@nestjs/common';
import type { EntitySchema } from 'typeorm';
import { Holds } from '#platform/invariants/invariants';
import { Announcer } from './app/announcer.js';
import { VersionedBodies } from './app/versioned-bodies.js';
import { CreateBatchLinkHandler, GetBatchHandler, ListBatchesHandler, OpenBatchHandler, ReadBatchLinesHandler, RecordDownloadHandler } from './app/batches.js';
import { BatchDownload } from './app/batch-download.js';
import { Batching } from './app/batching.js';
import { ClaimDeliveriesHandler, FinishAttemptsHandler } from './app/attempts.js';
import { Deliverer } from './app/deliverer.js';
import { DeliveryBacklog } from './app/delivery-backlog.js';
import { DeliveryFigures } from './app/delivery-figures.js';
import { TellPlayerErased } from './app/erasure-subscriber.js';
import { EraseEventsHandler, EventData, GetSentDataHandler } from './app/event-data.js';
import { GetDeliveryHandler, GetEventHandler, ListAttemptsHandler, ListDeliveriesHandler, ReadEventLogHandler } from './app/delivery-queries.js';
import { FollowEndpoint, TellWebhookDisabled } from './app/endpoint-subscriber.js';
import { GrantMoves } from './app/grant-moves.js';
import { TellItemAdd, TellItemPartRemove, TellItemRemove, TellOrderRelease, WithdrawItemAdd, WithdrawnGrants } from './app/grant-subscribers.js';
import { GrantWatch } from './app/grant-watch.js';
import { TellRefundClawback } from './app/clawback-subscriber.js';
import { TellOrderCanceled, TellOrderCreated, TellOrderPaid, TellOrderPartlyRefunded, TellOrderRefunded, TellRefundFailed } from './app/order-subscribers.js';
import { TellFraudReported, TellPaymentCapturedLate, TellPaymentCreated, TellPaymentDisputed, TellPaymentEnded, TellPaymentOverpaid, TellPaymentRefunded, TellReviewClosed, TellReviewOpened } from './app/payment-subscribers.js';
import { ReplayDeliveriesHandler } from './app/replay-deliveries.js';
import { RemoveOldChore, RemoveOldHandler } from './app/remove-old.js';
import { SaleAnnouncements } from './app/sale-announcements.js';
import { ReplayDeliveryHandler, SendTestEventHandler } from './app/test-event.js';
import { TakeTurnHandler } from './app/turn.js';
import { LookAtGrantsHandler, WatchGrantsJob } from './app/watch-grants.job.js';
import { TryPlayerVerifyFlow } from './app/try-player-verify.flow.js';
import { AsyncApiController } from './http/asyncapi.controller.js';
import { BatchDownloadController, WebhookBatchesController } from './http/batches.controller.js';
import { WebhookDeliveriesController } from './http/studio.controller.js';
import { BatchesRepository } from './infra/batches.repository.js';
import { DeliveriesRepository } from './infra/deliveries.repository.js';
import { EndpointHealthRepository } from './infra/endpoint-health.repository.js';
import { EndpointPaceRepository } from './infra/endpoint-pace.repository.js';
import { EventRemoval } from './infra/event-removal.js';
import { EventsRepository } from './infra/events.repository.js';
import { GrantWaitsRepository } from './infra/grant-waits.repository.js';
import { HeldDeliveriesRepository } from './infra/held-deliveries.repository.js';
import { ReplaysRepository } from './infra/replays.repository.js';
import { HELD_BY_WEBHOOKS } from './infra/invariants.js';
import { AggregateRows, AttemptRows, BatchLinkRows, BatchRows, DeliveryRows, EndpointHealthRows, EndpointPaceRows, EventRows, GrantWaitRows, PacedClaimRows } from './infra/rows.js';

export const rows: EntitySchema[] = [AggregateRows, EventRows, DeliveryRows, AttemptRows, EndpointHealthRows, EndpointPaceRows, PacedClaimRows, BatchRows, BatchLinkRows, GrantWaitRows];

@Holds(HELD_BY_WEBHOOKS)
@Module({
  controllers: [WebhookDeliveriesController, WebhookBatchesController, BatchDownloadController, AsyncApiController],
  providers: [
    BatchesRepository, Batching, BatchDownload, CreateBatchLinkHandler, GetBatchHandler, ListBatchesHandler, OpenBatchHandler, ReadBatchLinesHandler, RecordDownloadHandler,
    EventsRepository, DeliveriesRepository, ReplaysRepository, HeldDeliveriesRepository, EndpointHealthRepository, EndpointPaceRepository, VersionedBodies, Announcer, SaleAnnouncements, GrantMoves, Deliverer, ClaimDeliveriesHandler, FinishAttemptsHandler, TakeTurnHandler, DeliveryFigures, DeliveryBacklog, SendTestEventHandler, ReplayDeliveryHandler, ReplayDeliveriesHandler, TryPlayerVerifyFlow,
    TellOrderCreated, TellOrderPaid, TellOrderRefunded, TellOrderPartlyRefunded, TellRefundFailed, TellRefundClawback, TellOrderCanceled, TellPaymentCreated, TellPaymentOverpaid, TellPaymentCapturedLate, TellPaymentEnded, TellPaymentRefunded, TellPaymentDisputed, TellFraudReported, TellReviewOpened, TellReviewClosed,
    TellItemAdd, TellItemRemove, TellItemPartRemove, WithdrawItemAdd, WithdrawnGrants, GrantWatch, GrantWaitsRepository, LookAtGrantsHandler, WatchGrantsJob, TellOrderRelease, FollowEndpoint, TellWebhookDisabled, TellPlayerErased, ListDeliveriesHandler, GetDeliveryHandler, ListAttemptsHandler, GetEventHandler, ReadEventLogHandler,
    RemoveOldHandler, RemoveOldChore, EventRemoval, EventData, GetSentDataHandler, EraseEventsHandler,
  ],
})
export class WebhooksModule {}
