import { DEVICE_WALLETS, SHEET_KINDS } from '#sales/payments/queries';
import { Bool, Int, Json, OneOf, Str, Strs } from '#platform/http/fields';

export class WalletOfferRead {
  @OneOf(DEVICE_WALLETS, { name: 'DeviceWallet', what: 'As `pay` takes it' }) method: string;
  @Str({ what: 'Its own name' }) label: string;
  @Str({ what: 'For whom its token is: part of `token` of `pay`' }) provider: string;
  @OneOf(SHEET_KINDS, { name: 'WalletSheetKind', what: "An `ApplePaySession`, a `PaymentRequest` for `https://google.com/pay`, or a page of the sandbox provider" }) kind: string;
  @Str({ what: 'ISO 3166-1, where the payment is taken' }) country: string;
  @Str({ nullable: true, what: "Google's id of the merchant" }) merchant_id: string | null;
  @Strs({ what: 'Card networks, as the wallet calls them' }) networks: string[];
  @Json({ nullable: true, what: "`parameters` of Google's `tokenizationSpecification`" }) gateway: Record<string, string> | null;
  @Bool({ what: "Google's environment `TEST`" }) is_test: boolean;
  @Str({ nullable: true, max: 4_096, what: "The page of the sandbox's sheet, for embedding" }) frame_url: string | null;
  @Str({ nullable: true, what: 'Its origin' }) origin: string | null;
  @OneOf(['part', 'whole', 'none', 'depends'], { name: 'PaymentMethodRefund', what: 'What can go back the same way' }) refund: string;
  @Int({ what: 'Among `methods` and `wallets` together, from 0' }) position: number;
  @Int({ what: 'The same on a phone' }) phone_position: number;
}

export class AppleSessionAsk {
  @Str({ min: 1, max: 500, what: '`validationURL` of the event' }) validation_url: string;
}

export class AppleSessionRead {
  @Json({ what: 'For `completeMerchantValidation`, as it is' }) session: Record<string, unknown>;
}
