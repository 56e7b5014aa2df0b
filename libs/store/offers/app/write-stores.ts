import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Clock, fromUnixSeconds } from '#platform/kernel/clock';
import { looksLikeId, newId } from '#platform/kernel/ids';
import { CreateStore, DeleteStores, UpdateStore, type NewStore } from '../contracts/commands.js';
import { StoreKeyReadsAsId, StoreNotFound, WindowInverted } from '../contracts/errors.js';
import { StoresRepository } from '../infra/stores.repository.js';
import { storedInstant, type Told } from './told.js';

function check(key: string | null | undefined, window: { start_at: Date | null; end_at: Date | null }): void {
  if (key && looksLikeId(key)) throw new StoreKeyReadsAsId();
  if (window.start_at && window.end_at && window.start_at >= window.end_at) throw new WindowInverted();
}

@CommandHandler(CreateStore)
export class CreateStoreHandler implements ICommandHandler<CreateStore> {
  constructor(private readonly stores: StoresRepository, private readonly clock: Clock) {}

  async execute({ store }: CreateStore): Promise<{ id: string }> {
    const window = { start_at: store.start_at == null ? null : fromUnixSeconds(store.start_at), end_at: store.end_at == null ? null : fromUnixSeconds(store.end_at) };
    check(store.key, window);
    const id = newId('sto');
    await this.stores.insert({ id, key: store.key ?? null, name: store.name, description: store.description, type: store.type, ...window, created_at: this.clock.now() });
    return { id };
  }
}

@CommandHandler(UpdateStore)
export class UpdateStoreHandler implements ICommandHandler<UpdateStore> {
  constructor(private readonly stores: StoresRepository, private readonly clock: Clock) {}

  async execute({ storeId, changes }: UpdateStore): Promise<{ id: string }> {
    const row = await this.stores.lock(storeId);
    if (!row) throw new StoreNotFound();
    const told: Told<NewStore> = changes;
    const window = { start_at: storedInstant(told.start_at, row.start_at), end_at: storedInstant(told.end_at, row.end_at) };
    check(told.key, window);
    await this.stores.update({
      ...row, ...window, key: told.key === undefined ? row.key : told.key, name: told.name ?? row.name, description: told.description ?? row.description, type: told.type ?? row.type,
      modified_at: this.clock.now(),
    });
    return { id: row.id };
  }
}

@CommandHandler(DeleteStores)
export class DeleteStoresHandler implements ICommandHandler<DeleteStores> {
  constructor(private readonly stores: StoresRepository) {}

  async execute({ storeIds }: DeleteStores): Promise<{ deleted: number }> {
    return { deleted: await this.stores.remove(storeIds) };
  }
}
