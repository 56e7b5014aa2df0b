import { Module } from '@nestjs/common';
import type { EntitySchema } from 'typeorm';
import { Seals } from '#platform/crypto/sealed-columns';
import { Holds } from '#platform/invariants/invariants';
import { AcceptNotificationHandler, FinishNotificationHandler, GetNotificationHandler, NotificationJob } from './app/accept-notification.js';
import { AccountGateways, OpenStudioAccountHandler } from './app/account-gateways.js';
import { AcceptDisputeAtProviderHandler, SubmitDisputeEvidenceHandler } from './app/answer-dispute.js';
import { CardFields, GetPublishableKeyHandler } from './app/card-fields.js';
import { ChargeKeys, GetHeardHandler, GetWayBackHandler } from './app/charge-keys.js';
import { ChargeOffSessionHandler } from './app/charge-off-session.js';
import { BeginChargeHandler, ChargePaymentHandler, HasOtherProviderHandler, RetryWithChallengeHandler } from './app/charge-payment.js';
import { DescribeCardHandler } from './app/describe-card.js';
import { DescribePaymentsHandler } from './app/describe-payments.js';
import { AbandonPaymentHandler, EndPaymentHandler } from './app/end-payment.js';
import { FetchSettlementHandler, ReadSettlementHandler } from './app/fetch-settlement.js';
import { ForgetNotificationsChore, ForgetNotificationsHandler } from './app/forget-notifications.js';
import { GatewayOfGame } from './app/gateway-of-game.js';
import { HasPaymentProviderHandler } from './app/has-payment-provider.js';
import { HeldPayments, ResolveMismatchHandler } from './app/held-payments.js';
import { GetAttemptHandler, GetPayInstructionsHandler, GetPaymentHandler, GetPaymentsHandler, ListPaymentsOfOrderHandler, ListUndisputedBeforeHandler } from './app/get-payment.js';
import { ListPaymentsHandler } from './app/list-payments.js';
import { GetMethodRulesHandler, SetMethodRulesHandler } from './app/method-rules.js';
import { GetProviderRoutesHandler, ProviderRoutes, SetProviderRoutesHandler } from './app/provider-routes.js';
import { CallOffJob, LookUpJob } from './app/look-up.job.js';
import { NotificationIntake } from './app/notification-intake.js';
import { CountFailuresHandler, PatientRuns } from './app/patient-runs.js';
import { GetCardFrameHandler, ListCardFrameOriginsHandler, ListMethodStatesHandler, ListPaymentMethodsHandler, PreviewMethodsHandler } from './app/payment-methods.js';
import { ErasePaymentsHandler, EraseSavedMethodsHandler, GetPaymentDataHandler, GetSavedMethodDataHandler, ListPaymentHindrancesHandler, ListPaymentIdsOfPlayersHandler, PaymentData } from './app/payment-data.js';
import { PaymentFigures } from './app/payment-figures.js';
import { RecordPaymentHandler } from './app/record-payment.js';
import { RefreshPaymentHandler } from './app/refresh-payment.js';
import { GetRefundToSendHandler, RecordRefundHandler, RefundJob, RefundLookUp, RefundPaymentHandler } from './app/refund-payment.js';
import { EndReviewJob, EndReviews } from './app/end-review.js';
import { ForgetMethodJob, GetMethodToForgetHandler, KeepMethodHandler, KeepMethodJob, RecordForgottenHandler } from './app/keep-method.job.js';
import { ApproveExportHandler, AskForExportHandler, ListExportsHandler, OpenExportHandler, SavedMethodExports } from './app/saved-method-exports.js';
import { GetSavedMethodHandler, GetSavingOfferHandler, ListSavedMethodsHandler, OpenSavedTokenHandler, RemoveSavedMethodHandler, SetDefaultSavedMethodHandler } from './app/saved-methods.js';
import { GetExemptionRulesHandler, GetScaExemptionsHandler, ScaExemptions, SetScaExemptionsHandler } from './app/sca-exemptions.js';
import { Screening } from './app/screening.js';
import { KeepSettledFees } from './app/settled-fees.js';
import { StartPaymentHandler } from './app/start-payment.js';
import { StudioAccountsFlow } from './app/studio-accounts.flow.js';
import { GetAccountToCheckHandler, HasOwnAccountHandler, KeepStudioAccountHandler, ListStudioAccountsHandler, RecordAccountCheckHandler, RemoveStudioAccountHandler, RotateStudioAccountHandler } from './app/studio-accounts.js';
import { GetWalletSheetHandler, BeginWalletSessionHandler, ListSheetKindsHandler, ProviderOfApplePayHandler } from './app/wallets.js';
import { CardFieldsController } from './http/card-fields.controller.js';
import { ApplePayDomainController } from './http/apple-pay-domain.controller.js';
import { HeldPaymentsController } from './http/held-payments.controller.js';
import { PaymentsIngressController } from './http/ingress.controller.js';
import { PaymentMethodsController, ProviderRoutesController } from './http/payment-methods.controller.js';
import { ScaExemptionsController } from './http/sca-exemptions.controller.js';
import { SavedMethodExportsController, SavedMethodsController } from './http/saved-methods.controller.js';
import { StudioAccountsController } from './http/studio-accounts.controller.js';
import { PaymentsStudioController } from './http/studio.controller.js';
import { AccountRepository, ACCOUNTS_SEALED } from './infra/account.repository.js';
import { ApplePay } from './infra/apple-pay.js';
import { Gateways } from './infra/gateways/gateways.js';
import { AdyenGateway } from './infra/gateways/adyen/adyen-gateway.js';
import { CheckoutComGateway } from './infra/gateways/checkout-com/checkout-com-gateway.js';
import { PayPalGateway } from './infra/gateways/paypal/paypal-gateway.js';
import { SandboxGateway } from './infra/gateways/sandbox-gateway.js';
import { StripeGateway } from './infra/gateways/stripe/stripe-gateway.js';
import { HELD_BY_PAYMENTS } from './infra/invariants.js';
import { INSTRUCTIONS_SEALED, PaymentRepository, WAYS_BACK_SEALED } from './infra/payment.repository.js';
import { RefundRepository } from './infra/refund.repository.js';
import { SAVED_TOKENS_SEALED, SavedMethodRepository } from './infra/saved-method.repository.js';
import { AccountRows, FraudReportRows, NotificationRows, PaymentRefundRows, PaymentRows, SavedMethodExportRows, SavedMethodRows } from './infra/rows.js';

export const rows: EntitySchema[] = [PaymentRows, PaymentRefundRows, NotificationRows, FraudReportRows, SavedMethodRows, SavedMethodExportRows, AccountRows];

@Holds(HELD_BY_PAYMENTS)
@Seals(WAYS_BACK_SEALED, INSTRUCTIONS_SEALED, SAVED_TOKENS_SEALED, ACCOUNTS_SEALED)
@Module({
  controllers: [HeldPaymentsController, PaymentMethodsController, ProviderRoutesController, PaymentsStudioController, PaymentsIngressController, CardFieldsController, ApplePayDomainController, SavedMethodsController, SavedMethodExportsController, ScaExemptionsController, StudioAccountsController],
  providers: [
    PaymentRepository, RefundRepository, SandboxGateway, StripeGateway, CheckoutComGateway, AdyenGateway, PayPalGateway, Gateways, GatewayOfGame, RefundLookUp, NotificationIntake, ChargeKeys, GetHeardHandler, GetWayBackHandler, PatientRuns, PaymentFigures, Screening, CardFields, HeldPayments, ResolveMismatchHandler,
    StartPaymentHandler, BeginChargeHandler, RecordPaymentHandler, KeepSettledFees, EndPaymentHandler, AbandonPaymentHandler, RefundPaymentHandler, RecordRefundHandler,
    AcceptNotificationHandler, FinishNotificationHandler, ForgetNotificationsHandler, CountFailuresHandler,
    ChargePaymentHandler, HasOtherProviderHandler, DescribeCardHandler, RefreshPaymentHandler,
    GetAttemptHandler, GetPaymentHandler, GetPayInstructionsHandler, GetPaymentsHandler, ListPaymentsOfOrderHandler, ListUndisputedBeforeHandler, SubmitDisputeEvidenceHandler, AcceptDisputeAtProviderHandler, ListPaymentsHandler, DescribePaymentsHandler, GetRefundToSendHandler, GetNotificationHandler,
    GetCardFrameHandler, ListCardFrameOriginsHandler, ApplePay, GetWalletSheetHandler, ListSheetKindsHandler, ProviderOfApplePayHandler, BeginWalletSessionHandler, ListPaymentMethodsHandler, HasPaymentProviderHandler, ListMethodStatesHandler, PreviewMethodsHandler, GetMethodRulesHandler, SetMethodRulesHandler, ProviderRoutes, GetProviderRoutesHandler, SetProviderRoutesHandler, FetchSettlementHandler, ReadSettlementHandler, PaymentData, ListPaymentIdsOfPlayersHandler, ListPaymentHindrancesHandler, GetPaymentDataHandler, ErasePaymentsHandler,
    SavedMethodRepository, ListSavedMethodsHandler, GetSavingOfferHandler, GetSavedMethodHandler, OpenSavedTokenHandler, RemoveSavedMethodHandler, SetDefaultSavedMethodHandler, KeepMethodHandler, KeepMethodJob, GetMethodToForgetHandler, RecordForgottenHandler, ForgetMethodJob,
    ScaExemptions, GetExemptionRulesHandler, GetScaExemptionsHandler, SetScaExemptionsHandler, SavedMethodExports, AskForExportHandler, ApproveExportHandler, ListExportsHandler, OpenExportHandler, GetSavedMethodDataHandler, EraseSavedMethodsHandler, ChargeOffSessionHandler, RetryWithChallengeHandler,
    AccountRepository, AccountGateways, OpenStudioAccountHandler, StudioAccountsFlow, GetAccountToCheckHandler, HasOwnAccountHandler, KeepStudioAccountHandler, ListStudioAccountsHandler, RecordAccountCheckHandler, RemoveStudioAccountHandler, RotateStudioAccountHandler, GetPublishableKeyHandler,
    LookUpJob, CallOffJob, EndReviews, EndReviewJob, RefundJob, NotificationJob, ForgetNotificationsChore,
  ],
})
export class PaymentsModule {}
