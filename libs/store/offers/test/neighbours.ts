import { Module, type DynamicModule } from '@nestjs/common';
import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Command, type DomainEvent } from '#platform/kernel/messages';
import { Outbox } from '#platform/outbox/outbox';
import { GetItemReads } from '#store/catalog/queries';
import { fakeCatalog, type FakeCatalog } from '#store/catalog/testing';
import { fakePricing, type FakePricing } from '#store/pricing/testing';

/** Has the catalog announce something. */
export class Announce extends Command<null> {
  static readonly context = 'store/catalog';
  constructor(readonly event: DomainEvent) { super(); }
}

@CommandHandler(Announce)
class AnnounceHandler implements ICommandHandler<Announce> {
  constructor(private readonly outbox: Outbox) {}
  async execute({ event }: Announce) {
    this.outbox.record(event);
    return null;
  }
}

@Module({})
class CatalogReadsModule {}

function itemReads(catalog: FakeCatalog): DynamicModule {
  @QueryHandler(GetItemReads)
  class GetItemReadsFake implements IQueryHandler<GetItemReads> {
    async execute({ ids }: GetItemReads) {
      return catalog.items.filter(({ id }) => ids.includes(id)).map((item) => ({ ...item, model_type: 'ItemRead' }));
    }
  }
  return { module: CatalogReadsModule, providers: [GetItemReadsFake, AnnounceHandler] };
}

export function neighbours(): { catalog: FakeCatalog; pricing: FakePricing; fakes: DynamicModule[] } {
  const [catalog, pricing] = [fakeCatalog(), fakePricing()];
  return { catalog, pricing, fakes: [catalog.module, pricing.module, itemReads(catalog)] };
}
