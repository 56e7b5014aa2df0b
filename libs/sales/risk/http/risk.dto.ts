import { Bool, Instant, Int, Obj, Str } from '#platform/http/fields';

export class AttackFiguresRead {
  @Int({ what: 'Different cards that were declined' }) declined_cards: number;
  @Int({ what: 'Attempts that were approved' }) approved: number;
  @Int({ what: 'Attempts that were told to wait and not sent' }) stopped: number;
}

export class AttackModeOwn {
  @Bool() is_on: boolean;
  @Str({ what: '`automatic`, or who has changed it by hand' }) changed_by: string;
  @Instant() changed_at: number;
  @Str({ max: 500 }) reason: string;
  @Instant({ nullable: true, what: 'By hand until then: it does not change by itself' }) holds_until: number | null;
  @Instant({ nullable: true, what: 'When there was last enough to call it an attack: ten minutes after that it ends by itself' }) hot_at: number | null;
}

export class AttackModeRead {
  @Bool({ what: 'Strangers are let through less easily: by the own mode or that of the installation' }) is_on: boolean;
  @Obj(() => AttackModeOwn, { nullable: true, what: 'The own mode; null where it was never changed' }) mode: AttackModeOwn | null;
  @Bool({ what: 'The operator has all games under it' }) is_installation_on: boolean;
  @Obj(() => AttackFiguresRead, { what: 'Of strangers within the last ten minutes: accounts that have not bought a day ago' }) figures: AttackFiguresRead;
}

export class AttackModeSet {
  @Bool({ what: 'On: strangers are let through less easily. Off: it does not come on by itself before its time' }) is_on: boolean;
  @Str({ min: 1, max: 500, pattern: /\S/, what: 'Why' }) reason: string;
  @Int({ optional: true, min: 1, max: 168, default: 1, what: 'How long it stays so' }) for_hours?: number;
}
