/** What the operator's staff can propose of tax. */
export const CHANGE_KINDS = ['registration', 'local_rate', 'rate', 'ending', 'engine'] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];
/** What becomes of a sale while the outside engine does not answer: it cannot be made, or bears our own rates. */
export const WHEN_SILENT = ['refuse', 'own_rates'] as const;
export type WhenSilent = (typeof WHEN_SILENT)[number];
/** Who files the returns of sales that the outside engine was told. */
export const FILERS = ['engine', 'operator'] as const;
export type Filer = (typeof FILERS)[number];
export const RATE_CATEGORIES = ['digital_services_b2c', 'in_game_content', 'downloaded_games'] as const;
