import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { unixSeconds } from '#platform/kernel/clock';
import { GetPlaceEvidence, placeDecision, type PlaceEvidence } from '../contracts/place-evidence.js';
import { OrdersRepository } from '../infra/orders.repository.js';
import { PlaceEvidenceRepository } from '../infra/place-evidence.repository.js';

@QueryHandler(GetPlaceEvidence)
export class GetPlaceEvidenceHandler implements IQueryHandler<GetPlaceEvidence> {
  constructor(private readonly orders: OrdersRepository, private readonly evidence: PlaceEvidenceRepository) {}

  async execute({ orderId }: GetPlaceEvidence): Promise<PlaceEvidence> {
    const { country, payment_id } = await this.orders.find(orderId);
    const items = (await this.evidence.ofOrder(orderId)).map((item) => ({ ...item, noted_at: unixSeconds(item.noted_at) }));
    const counting = items.filter((item) => item.payment_id === payment_id);
    return { order_id: orderId, country, payment_id, decision: country === null ? 'none' : placeDecision(country, counting), items };
  }
}
