import { ListOf, OneOf, Str, Strs } from '#platform/http/fields';

export class ChargeLine {
  @Str({ min: 10, max: 10, format: 'date', what: 'The day of the line, `YYYY-MM-DD`; that of the booking will do' }) date: string;
  @Str({ min: 1, max: 16, example: '19.99', what: 'The amount as it is printed, in the major unit' }) amount: string;
  @Str({ min: 3, max: 3, pattern: /^[A-Z]{3}$/, what: 'ISO 4217, as the charge was made' }) currency: string;
  @Str({ min: 4, max: 4, pattern: /^\d{4}$/, what: 'Of the number of the card' }) last4: string;
}

export class ChargeQuestion extends ChargeLine {
  @OneOf(['en', 'de'], { optional: true, name: 'ChargeLocale', default: 'en' }) locale?: 'en' | 'de';
}

export class ChargeRead {
  @Str({ what: 'What it was bought for' }) game: string;
  @Str({ nullable: true, what: 'Who sold it' }) seller: string | null;
  @Str({ format: 'date' }) paid_on: string;
  @Str({ what: 'For people to read' }) amount: string;
  @Strs({ what: 'What was bought, in words' }) items: string[];
  @Str() status: string;
  @Str({ what: 'The last digits of the receipt number' }) receipt_number_ends: string;
}

export class ChargesFound {
  @ListOf(() => ChargeRead, { max: 5 }) data: ChargeRead[];
}
