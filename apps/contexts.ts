import type { Type } from '@nestjs/common';
import type { EntitySchema } from 'typeorm';
import * as games from '#studio/games/module';
import * as access from '#studio/access/module';
import * as staff from '#studio/staff/module';
import * as status from '#studio/status/module';
import * as gameServers from '#studio/game-servers/module';
import * as onboarding from '#studio/onboarding/module';
import * as players from '#player/players/module';
import * as segments from '#player/segments/module';
import * as signIn from '#player/sign-in/module';
import * as consents from '#player/consents/module';
import * as catalog from '#store/catalog/module';
import * as pricing from '#store/pricing/module';
import * as offers from '#store/offers/module';
import * as storefront from '#store/storefront/module';
import * as checkout from '#sales/checkout/module';
import * as orders from '#sales/orders/module';
import * as payments from '#sales/payments/module';
import * as fulfillment from '#sales/fulfillment/module';
import * as refunds from '#sales/refunds/module';
import * as risk from '#sales/risk/module';
import * as disputes from '#sales/disputes/module';
import * as receipts from '#sales/receipts/module';
import * as withdrawals from '#sales/withdrawals/module';
import * as tax from '#money/tax/module';
import * as fx from '#money/fx/module';
import * as fees from '#money/fees/module';
import * as ledger from '#money/ledger/module';
import * as reconciliation from '#money/reconciliation/module';
import * as payouts from '#money/payouts/module';
import * as returns from '#money/returns/module';
import * as books from '#money/books/module';
import * as webhooks from '#reach/webhooks/module';
import * as notifications from '#reach/notifications/module';

/** Every context of the product, in reading order. Each process loads all of them: a publisher has to know every subscriber. */
export const contexts: { module: Type; rows: EntitySchema[] }[] = [
  { module: games.GamesModule, rows: games.rows },
  { module: access.AccessModule, rows: access.rows },
  { module: staff.StaffModule, rows: staff.rows },
  { module: status.StatusModule, rows: status.rows },
  { module: gameServers.GameServersModule, rows: gameServers.rows },
  { module: onboarding.OnboardingModule, rows: onboarding.rows },
  { module: players.PlayersModule, rows: players.rows },
  { module: segments.SegmentsModule, rows: segments.rows },
  { module: signIn.SignInModule, rows: signIn.rows },
  { module: consents.ConsentsModule, rows: consents.rows },
  { module: catalog.CatalogModule, rows: catalog.rows },
  { module: pricing.PricingModule, rows: pricing.rows },
  { module: offers.OffersModule, rows: offers.rows },
  { module: storefront.StorefrontModule, rows: storefront.rows },
  { module: checkout.CheckoutModule, rows: checkout.rows },
  { module: orders.OrdersModule, rows: orders.rows },
  { module: payments.PaymentsModule, rows: payments.rows },
  { module: fulfillment.FulfillmentModule, rows: fulfillment.rows },
  { module: refunds.RefundsModule, rows: refunds.rows },
  { module: risk.RiskModule, rows: risk.rows },
  { module: disputes.DisputesModule, rows: disputes.rows },
  { module: receipts.ReceiptsModule, rows: receipts.rows },
  { module: withdrawals.WithdrawalsModule, rows: withdrawals.rows },
  { module: tax.TaxModule, rows: tax.rows },
  { module: fx.FxModule, rows: fx.rows },
  { module: fees.FeesModule, rows: fees.rows },
  { module: ledger.LedgerModule, rows: ledger.rows },
  { module: reconciliation.ReconciliationModule, rows: reconciliation.rows },
  { module: payouts.PayoutsModule, rows: payouts.rows },
  { module: returns.ReturnsModule, rows: returns.rows },
  { module: books.BooksModule, rows: books.rows },
  { module: webhooks.WebhooksModule, rows: webhooks.rows },
  { module: notifications.NotificationsModule, rows: notifications.rows },
];

export const allRows: EntitySchema[] = contexts.flatMap((context) => context.rows);
export const allModules: Type[] = contexts.map((context) => context.module);
