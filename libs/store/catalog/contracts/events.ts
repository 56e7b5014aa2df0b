import { DomainEvent } from '#platform/kernel/messages';

export interface ItemSavedFact {
  item_id: string;
  sku: string;
  type: string;
  name: string;
  /** Null when the item is priced by its own amount, or not for money at all. */
  price_template_id: string | null;
  archived: boolean;
}

/** An item was made or changed. */
export class ItemSaved extends DomainEvent<ItemSavedFact> {
  static readonly type = 'catalog.item.saved.v1';
}

/** An item is gone. Orders keep what they have copied of it. */
export class ItemDeleted extends DomainEvent<{ item_id: string; sku: string }> {
  static readonly type = 'catalog.item.deleted.v1';
}
