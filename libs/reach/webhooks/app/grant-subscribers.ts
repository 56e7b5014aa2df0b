import { Injectable } from '@nestjs/common';
import type { RecordedEvent } from '#platform/kernel/messages';
import { Subscribes, type Subscriber } from '#platform/outbox/subscribers';
import { GrantPartRevocationRequested, GrantRequested, GrantRevocationRequested, GrantVoided, ReservationReleased, type GrantFact } from '#sales/fulfillment/events';
import { DeliveriesRepository } from '../infra/deliveries.repository.js';
import { EventsRepository } from '../infra/events.repository.js';
import { Announcer, type Announcement } from './announcer.js';
import { GrantWatch } from './grant-watch.js';
import { itemEventData } from './item-data.js';

type GrantNews = Pick<RecordedEvent<GrantFact>, 'payload' | 'requestId' | 'recordedAt'>;

function announcement(type: 'item.add' | 'item.remove', event: GrantNews, inSeconds = 0, effect = `${type}.${event.payload.grant_id}`): Announcement {
  const grant = event.payload;
  return {
    aggregate_type: 'grant', aggregate_id: grant.grant_id, subject_id: grant.grant_id, order_id: grant.order_id, player_id: grant.player_id, effect,
    trigger: type === 'item.add' ? 'order.paid' : 'order.reversed', request_id: event.requestId, at: event.recordedAt, data: itemEventData(grant), in_seconds: inSeconds,
  };
}

@Injectable()
@Subscribes(GrantRequested, 'reach/webhooks.tell-item-add')
export class TellItemAdd implements Subscriber<GrantRequested> {
  constructor(private readonly announcer: Announcer, private readonly watch: GrantWatch) {}
  async handle(events: RecordedEvent<GrantFact>[]): Promise<void> {
    await this.announcer.announce('item.add', events.map((event) => announcement('item.add', event)));
    await this.watch.begin();
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

/** The same for a part of what it has acknowledged: the event is the grant's, and the effect the part's. */
@Injectable()
@Subscribes(GrantPartRevocationRequested, 'reach/webhooks.tell-item-part-remove')
export class TellItemPartRemove implements Subscriber<GrantPartRevocationRequested> {
  constructor(private readonly announcer: Announcer, private readonly events: EventsRepository, private readonly deliveries: DeliveriesRepository) {}
  async handle(events: RecordedEvent<GrantPartRevocationRequested['payload']>[]): Promise<void> {
    const ids = events.map((event) => event.payload.grant_id);
    await this.events.withdraw(ids);
    await this.deliveries.takeBack(ids);
    await this.announcer.announce('item.remove', events.map((event) => announcement('item.remove', event, 0, `item.remove.${event.payload.part_id}`)));
  }
}

/**
 * Takes events of grants back that the game has not acknowledged. What has not left never leaves; where an attempt has left, nobody knows what the game did with it, so the
 * items are taken back once no attempt can be under way any more. Where the delivery is so old that it was removed, one may have left.
 */
@Injectable()
export class WithdrawnGrants {
  constructor(private readonly announcer: Announcer, private readonly events: EventsRepository, private readonly deliveries: DeliveriesRepository) {}
  async withdraw(events: readonly GrantNews[]): Promise<void> {
    const ids = events.map((event) => event.payload.grant_id);
    const known = await this.events.withdraw(ids);
    const standing = await this.deliveries.takeBack(ids);
    const unknown = events.filter((event) => standing.get(event.payload.grant_id)?.left ?? known.has(event.payload.grant_id));
    await this.announcer.announce('item.remove', unknown.map((event) => announcement('item.remove', event, standing.get(event.payload.grant_id)?.busySeconds ?? 0)));
  }
}

/** The order went back before the game acknowledged. */
@Injectable()
@Subscribes(GrantVoided, 'reach/webhooks.withdraw-item-add')
export class WithdrawItemAdd implements Subscriber<GrantVoided> {
  constructor(private readonly withdrawn: WithdrawnGrants) {}
  handle(events: RecordedEvent<GrantFact>[]): Promise<void> {
    return this.withdrawn.withdraw(events);
  }
}

/** How long after an unanswered `order.reserve` its release leaves: by then no question can be under way any more. */
const UNSURE_SECONDS = 10;

/** What the game keeps for an attempt that is over, or may keep, it is told to let go. */
@Injectable()
@Subscribes(ReservationReleased, 'reach/webhooks.tell-order-release')
export class TellOrderRelease implements Subscriber<ReservationReleased> {
  constructor(private readonly announcer: Announcer) {}
  async handle(events: RecordedEvent<ReservationReleased['payload']>[]): Promise<void> {
    await this.announcer.announce('order.release', events.map(({ payload: { reservation_id, order_id, player_id, is_unsure }, requestId, recordedAt }) => ({
      aggregate_type: 'reservation', aggregate_id: reservation_id, subject_id: reservation_id, order_id, player_id, effect: `order.release.${reservation_id}`, trigger: 'order.released', request_id: requestId,
      at: recordedAt, data: { reservation_id, player_id, order_id }, in_seconds: is_unsure ? UNSURE_SECONDS : 0,
    })));
  }
}
