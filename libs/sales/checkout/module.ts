import { Module } from '@nestjs/common';
import type { EntitySchema } from 'typeorm';
import { Admission } from './app/admission.js';
import { Attempts } from './app/attempts.js';
import { CheckoutDoor } from './app/checkout-door.js';
import { FollowAttemptFlow } from './app/follow-attempt.flow.js';
import { GetCheckoutHandler, GetCheckoutStateHandler } from './app/get-checkout.js';
import { GetOrderToPayHandler, GetPayableHandler } from './app/get-payable.js';
import { GuessCountryHandler } from './app/guess-country.js';
import { AttemptMending, MendAttemptsJob, WatchAttemptsHandler } from './app/mend-attempts.job.js';
import { OpenCheckoutFlow, OpenCheckoutHandler } from './app/open-checkout.flow.js';
import { GetHubBuyerHandler, OrderFromHubFlow } from './app/order-from-hub.flow.js';
import { BeginRecoveryHandler, OpenRecoveryHandler, PayOffSessionHandler } from './app/off-session.flow.js';
import { RecoveryLinks } from './app/recovery-links.js';
import { OrderProgress } from './app/order-progress.js';
import { PayOrderFlow } from './app/pay-order.flow.js';
import { PlaceOfRequest } from './app/place-of-request.js';
import { GetPlayerToConfirmHandler, PlayerConfirmation } from './app/player-confirmation.js';
import { ListSellableTerritoriesHandler, SellableCountries } from './app/sellable-countries.js';
import { TellPlaceFlow } from './app/tell-place.flow.js';
import { WatchCheckout } from './app/watch-checkout.js';
import { WalletSessionFlow } from './app/wallet-session.flow.js';
import { WeighPlace } from './app/weigh-place.js';
import { CheckoutEventsController } from './http/checkout-events.controller.js';
import { CheckoutController } from './http/checkout.controller.js';
import { RecoveryController } from './http/recovery.controller.js';
import { WalletController } from './http/wallet.controller.js';
import { StoreController } from './http/store.controller.js';
import { GeoCountry } from './infra/geo-country.js';

export { CheckoutDoor } from './app/checkout-door.js';
export { GeoCountry } from './infra/geo-country.js';

/** Checkout keeps nothing of its own: everything stands on the order and its payments. */
export const rows: EntitySchema[] = [];

@Module({
  controllers: [CheckoutController, CheckoutEventsController, RecoveryController, WalletController, StoreController],
  providers: [
    CheckoutDoor, GeoCountry, Attempts, AttemptMending, MendAttemptsJob, WatchAttemptsHandler, OpenCheckoutFlow, OpenCheckoutHandler, OrderFromHubFlow, OrderProgress, PlayerConfirmation, GetPlayerToConfirmHandler, PayOrderFlow,
    FollowAttemptFlow, TellPlaceFlow, GetCheckoutHandler, GetCheckoutStateHandler, GetPayableHandler, GetOrderToPayHandler, GuessCountryHandler, GetHubBuyerHandler, ListSellableTerritoriesHandler, SellableCountries, WatchCheckout,
    RecoveryLinks, PayOffSessionHandler, OpenRecoveryHandler, BeginRecoveryHandler, Admission, PlaceOfRequest, WeighPlace, WalletSessionFlow,
  ],
  exports: [CheckoutDoor, GeoCountry],
})
export class CheckoutModule {}
