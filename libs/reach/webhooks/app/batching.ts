import { Injectable } from '@nestjs/common';
import { Config } from '#platform/config/config';
import { randomToken, tokenHash } from '#platform/crypto/envelope';
import { currentScope } from '#platform/database/store';
import { Clock } from '#platform/kernel/clock';
import { newId } from '#platform/kernel/ids';
import type { DeliveryTarget } from '#studio/game-servers/queries';
import { LINK_SECONDS } from '../domain/batches.js';
import { BatchesRepository, type EndedReady } from '../infra/batches.repository.js';
import type { ClaimedDelivery } from '../infra/deliveries.repository.js';
import { EventsRepository } from '../infra/events.repository.js';
import { Announcer } from './announcer.js';

/** `event_data` of batch.ready. */
export interface BatchReadyData {
  batch_id: string;
  webhook_id: string;
  event_count: number;
  format: 'jsonl';
  url: string;
  url_valid_seconds: number;
}

export function batchReadyData(batchId: string, endpointId: string, eventCount: number, url: string): BatchReadyData {
  return { batch_id: batchId, webhook_id: endpointId, event_count: eventCount, format: 'jsonl', url, url_valid_seconds: LINK_SECONDS };
}

/** Where a batch is downloaded. The game stands in the address because nothing else says whose it is. */
export function linkTo(publicUrl: string, gameId: string, batchId: string, token: string): string {
  return `${publicUrl}/webhook_batches/${gameId}/${batchId}?token=${token}`;
}

/** Closes batches, in the transaction of the claim that found a line of theirs due; and ends them with the message that told of them. */
@Injectable()
export class Batching {
  constructor(private readonly batches: BatchesRepository, private readonly events: EventsRepository, private readonly announcer: Announcer, private readonly clock: Clock, private readonly config: Config) {}

  /** Closes one batch for each endpoint of these deliveries, in the order of the endpoints' ids, so that two claims cannot wait for each other. */
  async close(due: readonly { delivery: ClaimedDelivery; target: DeliveryTarget }[], token: string): Promise<void> {
    const targets = new Map(due.map(({ target }) => [target.endpoint_id, target]));
    for (const endpointId of [...targets.keys()].sort()) await this.closeOne(targets.get(endpointId)!, token);
    await this.batches.giveBack(due.map(({ delivery }) => delivery.id));
  }

  private async closeOne({ endpoint_id, batch, ordered, api_version }: DeliveryTarget, token: string): Promise<void> {
    await this.batches.takeTurn(endpoint_id);
    const batchId = newId('wba');
    const delivery_ids = await this.batches.collect(batchId, endpoint_id, batch!.max_events, token, ordered);
    if (delivery_ids.length === 0) return;
    const secret = randomToken();
    const data = batchReadyData(batchId, endpoint_id, delivery_ids.length, linkTo(this.config.publicUrl, currentScope().gameId, batchId, secret));
    const [announced] = await this.announcer.announce('batch.ready', [{
      aggregate_type: 'webhook', aggregate_id: endpoint_id, subject_id: endpoint_id, order_id: null, player_id: null, effect: `batch.ready.${batchId}`, trigger: null, request_id: null, at: this.clock.now(), data,
    }], { endpoint_id, enabled: true, player_context_enabled: false, batch: null, api_version });
    await this.batches.insert({ id: batchId, endpoint_id, ready_delivery_id: announced!.delivery_ids[0]!, delivery_ids }, tokenHash(secret));
    await this.events.dueWhereFull([{ endpoint_id, max_events: batch!.max_events }]);
  }

  /** These leave now: those among them that tell of a batch tell of a link that is good for a day from here on. */
  async told(deliveries: readonly Pick<ClaimedDelivery, 'id' | 'event_type'>[]): Promise<void> {
    const ready = deliveries.filter((each) => each.event_type === 'batch.ready').map((each) => each.id);
    if (ready.length > 0) await this.batches.renewTold(ready);
  }

  /** These messages are over, and with them what they told of. */
  async end(ended: readonly EndedReady[]): Promise<void> {
    if (ended.length > 0) await this.batches.end(ended);
  }
}
