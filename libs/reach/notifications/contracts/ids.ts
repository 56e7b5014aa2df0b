import type { Id } from '#platform/kernel/ids';

export type MailId = Id<'ntf'>;
