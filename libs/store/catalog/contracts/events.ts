import { DomainEvent } from '#platform/kernel/messages';

export interface ItemSavedFact {
  item_id: string;
  sku: string;
  /** The template that the item names now. */
  price_template_id: string | null;
  archived: boolean;
}

/** An item was made or changed. */
export class ItemSaved extends DomainEvent<ItemSavedFact> {
  static readonly type = 'catalog.item.saved.v1';
}

/** An item is gone; archived ones stay. */
export class ItemDeleted extends DomainEvent<{ item_id: string; sku: string }> {
  static readonly type = 'catalog.item.deleted.v1';
}
