import { Module, type DynamicModule } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { GetOrders, type OrderView } from '#sales/orders/queries';

/** An order as `GetOrders` answers one: two lines, German VAT, 19.99 EUR. */
export function orderForTest(told: Partial<OrderView> & { id: string }): OrderView {
  return {
    game_id: 'gam', status: 'paid', source: 'hub', player_id: 'P-1', email: 'a@example.com', country: 'DE', country_locked: false, region: null, postcode: null, locale: 'de', currency: 'EUR',
    amount_before_discount_minor: 1999, amount_minor: 1999,
    tax: {
      quote_id: 'txq_1', outcome: 'charge', jurisdiction: 'DE', rate_row_id: 'de-1', rate: '19', price_display: 'inclusive', net_minor: 1680, tax_minor: 319, total_minor: 1999,
      components: [{ name: 'VAT', rate: '19', tax_minor: 319, jurisdiction: 'DE' }],
    },
    lines: [{
      item_id: 'itm_1', sku: 'starter', type: 'bundle', name: 'Starter pack', description: 'All you need', image_url: 'https://cdn.example/starter.png', quantity: 1, store_id: null, store_item_id: null,
      discount_percent: 0, unit_before_discount_minor: 1999, unit_minor: 1999, total_before_discount_minor: 1999, total_minor: 1999,
      grants: [{
        item_id: 'itm_1', sku: 'starter', name: 'Starter pack', description: null, image_url: null, type: 'bundle', quantity: 1, is_system: false, source: 'order',
        nested_items: [{ id: 'itm_2', sku: 'gems', name: 'Gems', type: 'currency', count: 100, quantity: 100, image_url: null }],
      }],
    }],
    receipt_number: '1234567890123456', checkout_url: 'http://127.0.0.1/checkout/cs', payment_id: null, metadata: { campaign: 'spring' }, redirect_settings: null, ui_settings: null,
    back_to_game_url: null, back_to_store_url: null, payment_methods_enabled: null, handled_by_client: false, immediate_delivery_requested_at: null,
    created_at: 1_790_000_000, modified_at: 1_790_000_000, expires_at: 1_790_086_400, paid_at: 1_790_000_010, refunded_at: null, ...told,
  } as OrderView;
}

@Module({})
class FakeOrdersModule {}

/** Orders that payments may ask for. */
export function fakeOrders(): { orders: Map<string, OrderView>; module: DynamicModule } {
  const orders = new Map<string, OrderView>();

  @QueryHandler(GetOrders)
  class GetOrdersFake implements IQueryHandler<GetOrders> {
    async execute({ ids }: GetOrders): Promise<OrderView[]> {
      return ids.flatMap((id) => orders.get(id) ?? []);
    }
  }

  return { orders, module: { module: FakeOrdersModule, providers: [GetOrdersFake] } };
}
