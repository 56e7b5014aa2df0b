import { Command } from '#platform/kernel/messages';

export interface HubSettings {
  /** Lower-case letters, digits and single hyphens; unique in the installation. */
  slug: string;
  name: string;
  tagline?: string | null;
  accent_color?: string;
  background_color?: string;
  scheme?: 'dark' | 'light';
  logo_url?: string | null;
  background_url?: string | null;
  default_country?: string;
  default_locale?: string;
  locales?: string[];
  back_to_game_url?: string | null;
  /** Replaces all of them. */
  translations?: Record<string, unknown>;
}

/** Makes the hub of the scope's game or changes it; members left out stay, or begin at their defaults. Throws `storefront.slug_taken`, `storefront.locales_contradictory`, `storefront.translations_wrong`. */
export class SaveHub extends Command<{ id: string }> {
  static readonly context = 'store/storefront';
  constructor(readonly settings: HubSettings) { super(); }
}
