import { PageOf } from '#platform/http/answers';
import { Instant, Int, OneOf, Str } from '#platform/http/fields';
import { Cursor, QueryBool, QueryInt } from '#platform/http/query-fields';
import { DELIVERY_STATUSES, type DeliveryStatus } from '../app/delivery-queries.js';

export class WebhookBatchRead {
  @Str() id: string;
  @Str({ what: 'The webhook that it is for' }) endpoint_id: string;
  @Str({ what: 'The delivery of the batch.ready that tells of it: it has attempts and can be replayed like the others' }) delivery_id: string;
  @OneOf(DELIVERY_STATUSES, { name: 'WebhookDeliveryStatus', what: 'How far that delivery is. Its events are as far as it is' }) status: DeliveryStatus;
  @Int({ what: 'How many events it was closed with. What was erased since is not in the file any more' }) event_count: number;
  @Instant() created_at: number;
  @Int({ what: 'How often all of it was downloaded' }) downloads: number;
  @Instant({ nullable: true, what: 'Unix seconds; null while nobody has' }) first_downloaded_at: number | null;
  @Instant({ nullable: true, what: 'Unix seconds; null while nobody has' }) last_downloaded_at: number | null;
}

export const WebhookBatchPage = PageOf(WebhookBatchRead, 'WebhookBatchPage');

export class BatchListQuery {
  @Str({ optional: true, max: 40, what: 'Those of this webhook' }) endpoint_id?: string;
  @QueryBool({ what: 'true: those that were downloaded to their end; false: those that never were' }) downloaded?: boolean;
  @QueryInt({ min: 1, max: 1_000, default: 50 }) limit?: number;
  @Cursor('wba') starting_after?: string;
}

export class WebhookBatchLink {
  @Str({ format: 'uri', what: 'Answers the events to GET without a credential' }) url: string;
  @Instant({ what: 'Until when, Unix seconds: 24 hours from now' }) expires_at: number;
}

export class BatchDownloadQuery {
  @Str({ optional: true, min: 1, max: 100, what: 'What opens this batch and nothing else; without it there is nothing here' }) token?: string;
}
