import { Injectable } from '@nestjs/common';
import type { RecordedEvent } from '#platform/kernel/messages';
import { Subscribes, type Subscriber } from '#platform/outbox/subscribers';
import { GrantRequested, GrantRevocationRequested, GrantVoided, type GrantFact } from '#sales/fulfillment/events';
import { itemEventData } from '../domain/item-data.js';
import { DeliveriesRepository } from '../infra/deliveries.repository.js';
import { EventsRepository } from '../infra/events.repository.js';
import { Announcer, type Announcement } from './announcer.js';

function announcement(type: 'item.add' | 'item.remove', event: RecordedEvent<GrantFact>, inSeconds = 0): Announcement {
  const grant = event.payload;
  return {
    aggregate_type: 'grant', aggregate_id: grant.grant_id, subject_id: grant.grant_id, order_id: grant.order_id, player_id: grant.player_id, effect: `${type}.${grant.grant_id}`,
    trigger: type === 'item.add' ? 'order.paid' : 'order.reversed', request_id: event.requestId, at: event.recordedAt, data: itemEventData(grant), in_seconds: inSeconds,
  };
}

@Injectable()
@Subscribes(GrantRequested, 'reach/webhooks.tell-item-add')
export class TellItemAdd implements Subscriber<GrantRequested> {
  constructor(private readonly announcer: Announcer) {}
  async handle(events: RecordedEvent<GrantFact>[]): Promise<void> {
    await this.announcer.announce('item.add', events.map((event) => announcement('item.add', event)));
  }
}

/** The game has acknowledged and has to take back; the event that granted cannot be replayed any more. */
@Injectable()
@Subscribes(GrantRevocationRequested, 'reach/webhooks.tell-item-remove')
export class TellItemRemove implements Subscriber<GrantRevocationRequested> {
  constructor(private readonly announcer: Announcer, private readonly events: EventsRepository, private readonly deliveries: DeliveriesRepository) {}
  async handle(events: RecordedEvent<GrantFact>[]): Promise<void> {
    const ids = events.map((event) => event.payload.grant_id);
    await this.events.withdraw(ids);
    await this.deliveries.takeBack(ids);
    await this.announcer.announce('item.remove', events.map((event) => announcement('item.remove', event)));
  }
}

/**
 * The order went back before the game acknowledged. What has not left never leaves; where an attempt has left, nobody knows what the game did with it, so the
 * items are taken back once no attempt can be under way any more. Where the delivery is so old that it was removed, one may have left.
 */
@Injectable()
@Subscribes(GrantVoided, 'reach/webhooks.withdraw-item-add')
export class WithdrawItemAdd implements Subscriber<GrantVoided> {
  constructor(private readonly announcer: Announcer, private readonly events: EventsRepository, private readonly deliveries: DeliveriesRepository) {}
  async handle(events: RecordedEvent<GrantFact>[]): Promise<void> {
    const ids = events.map((event) => event.payload.grant_id);
    const known = await this.events.withdraw(ids);
    const standing = await this.deliveries.takeBack(ids);
    const unknown = events.filter((event) => standing.get(event.payload.grant_id)?.left ?? known.has(event.payload.grant_id));
    await this.announcer.announce('item.remove', unknown.map((event) => announcement('item.remove', event, standing.get(event.payload.grant_id)?.busySeconds ?? 0)));
  }
}
