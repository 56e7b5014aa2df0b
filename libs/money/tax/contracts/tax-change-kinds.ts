/** What the operator's staff can propose of tax. */
export const CHANGE_KINDS = ['registration', 'local_rate', 'rate', 'ending'] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];
export const RATE_CATEGORIES = ['digital_services_b2c', 'in_game_content', 'downloaded_games'] as const;
