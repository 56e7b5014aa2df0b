import { Injectable } from '@nestjs/common';
import type { Scope } from '#platform/kernel/scope';
import type { OrderDetails, PlaceItem } from '#sales/orders/queries';
import type { CardFacts } from '#sales/payments/commands';
import { AttemptMending } from './mend-attempts.job.js';
import { PlayerConfirmation, type PlayerToConfirm } from './player-confirmation.js';
import { WeighPlace } from './weigh-place.js';

/** What has to be settled before an order is taken for an attempt: who pays, from where, and that somebody looks after the attempt. */
@Injectable()
export class Admission {
  constructor(private readonly confirmation: PlayerConfirmation, private readonly places: WeighPlace, private readonly mending: AttemptMending) {}

  /** Answers what is known of where the buyer is, and of the card. Throws `player.refused` and the errors of `WeighPlace`. */
  async admit({ order, to_confirm }: { order: OrderDetails; to_confirm: PlayerToConfirm | null }, buyer: { token: string | null; place: PlaceItem | null; saved_card?: CardFacts | null }, scope: Scope): Promise<{ evidence: PlaceItem[]; card: CardFacts | null }> {
    if (to_confirm) await this.confirmation.confirm(to_confirm, scope);
    const known = await this.places.weigh(order, buyer, scope);
    await this.mending.watch(scope);
    return known;
  }
}
