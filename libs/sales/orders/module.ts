import { Module } from '@nestjs/common';
import type { EntitySchema } from 'typeorm';
import { Holds } from '#platform/invariants/invariants';
import { ChangeOrderPlaceHandler, IsOrderOutdatedHandler, RequoteOrderHandler } from './app/change-order-place.js';
import { ConfirmAttemptsHandler } from './app/confirm-attempts.js';
import { CreateOrderHandler } from './app/create-order.js';
import { ExpireOrderHandler } from './app/expire-order.js';
import { CloseOrderInTimeHandler, ExpiryJob } from './app/expiry.job.js';
import { FindOrderByReceiptHandler } from './app/find-order.js';
import { ListOrderDetailsHandler, ListOrdersHandler } from './app/list-order-details.js';
import { LockOrderForPaymentHandler } from './app/lock-order.js';
import { OrderClosing } from './app/order-closing.js';
import { CloseOrdersOfHandler, EraseOrdersHandler, OrderData } from './app/order-data.js';
import { FindBuyersByEmailHandler, GetOrderDataHandler, GetOrderEmailsHandler, ListOrderHindrancesHandler, ListOrderIdsOfPlayersHandler } from './app/order-data-queries.js';
import { OrderFacts } from './app/order-facts.js';
import { OrderFigures } from './app/order-figures.js';
import { CountPaidLastHourHandler, GetOrderDetailsHandler, GetOrderHandler, GetOrdersHandler, GetSalesHandler, ListUnconfirmedAttemptsHandler } from './app/order-queries.js';
import { OrderLists } from './app/order-lists.js';
import { ListWaiversHandler } from './app/list-waivers.js';
import { OrderQuotes } from './app/order-quotes.js';
import { OrderSignals } from './app/order-signals.js';
import { FollowDispute, HoldMismatched, ReleaseMismatched, ReleasePayment, TakePayment } from './app/payment-subscribers.js';
import { GetPlaceEvidenceHandler } from './app/place-evidence.js';
import { PlaceOrderFlow } from './app/place-order.flow.js';
import { FinishRefund, TakePartBack, UndoPartRefund, UndoRefund } from './app/refund-subscribers.js';
import { ReleaseOrderHandler } from './app/release-order.js';
import { RequestPartRefundHandler } from './app/request-part-refund.js';
import { RequestOrderRefundHandler } from './app/request-refund.js';
import { RequotedOrders } from './app/requoted-orders.js';
import { KeepSettlements, SettleFees } from './app/settled-fees.js';
import { SaleTerms } from './app/sale-terms.js';
import { UntoldEntriesChore } from './app/untold-entries.js';
import { UpdateOrderHandler } from './app/update-order.js';
import { OrdersStudioController } from './http/studio.controller.js';
import { CheckoutSecrets } from './infra/checkout-secrets.js';
import { HELD_BY_ORDERS } from './infra/invariants.js';
import { OrderViews } from './infra/order-views.js';
import { OrdersRepository } from './infra/orders.repository.js';
import { PlaceEvidenceRepository } from './infra/place-evidence.repository.js';
import { OrderRows, OrderTransitionRows } from './infra/rows.js';
import { SealedOrders } from './infra/sealed-orders.js';
import { WaiversRepository } from './infra/waivers.repository.js';

export const rows: EntitySchema[] = [OrderRows, OrderTransitionRows] as EntitySchema[];

@Holds(HELD_BY_ORDERS)
@Module({
  controllers: [OrdersStudioController],
  providers: [
    CheckoutSecrets, SealedOrders, OrdersRepository, PlaceEvidenceRepository, GetPlaceEvidenceHandler, WaiversRepository, ListWaiversHandler, OrderViews, OrderLists, OrderQuotes, RequotedOrders, OrderSignals, OrderFacts, OrderClosing, OrderFigures, SaleTerms, PlaceOrderFlow, ExpiryJob, UntoldEntriesChore,
    CreateOrderHandler, ChangeOrderPlaceHandler, RequoteOrderHandler, IsOrderOutdatedHandler, LockOrderForPaymentHandler, ReleaseOrderHandler, ConfirmAttemptsHandler, RequestOrderRefundHandler, RequestPartRefundHandler, UpdateOrderHandler,
    ExpireOrderHandler, CloseOrderInTimeHandler,
    GetOrderHandler, GetOrderDetailsHandler, GetOrdersHandler, GetSalesHandler, ListOrdersHandler, ListOrderDetailsHandler, ListUnconfirmedAttemptsHandler, CountPaidLastHourHandler,
    OrderData, CloseOrdersOfHandler, EraseOrdersHandler, FindBuyersByEmailHandler, GetOrderDataHandler, GetOrderEmailsHandler, ListOrderHindrancesHandler, ListOrderIdsOfPlayersHandler,
    FindOrderByReceiptHandler, TakePayment, ReleasePayment, HoldMismatched, ReleaseMismatched, FollowDispute, FinishRefund, UndoRefund, TakePartBack, UndoPartRefund, SettleFees, KeepSettlements,
  ],
})
export class OrdersModule {}
