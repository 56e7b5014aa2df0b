import type { Id } from '#platform/kernel/ids';

export type MailId = Id<'ntf'>;
export type SuppressionId = Id<'sup'>;
