import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { unixSeconds } from '#platform/kernel/clock';
import { ListWaivers, type Waiver } from '../contracts/waivers.js';
import { WaiversRepository } from '../infra/waivers.repository.js';

@QueryHandler(ListWaivers)
export class ListWaiversHandler implements IQueryHandler<ListWaivers> {
  constructor(private readonly waivers: WaiversRepository) {}

  async execute({ orderId }: ListWaivers): Promise<Waiver[]> {
    return (await this.waivers.ofOrder(orderId)).map((waiver) => ({ ...waiver, given_at: unixSeconds(waiver.given_at) }));
  }
}
