import { Query } from '#platform/kernel/messages';
import { OPERATOR, systemScope, type Scope } from '#platform/kernel/scope';

export const COMPONENTS = ['store_api', 'checkout', 'webhooks', 'studio_api'] as const;
export type Component = (typeof COMPONENTS)[number];

/** From good to bad; `unknown`: nothing has been measured yet. */
export const COMPONENT_STATES = ['operational', 'unknown', 'degraded', 'down'] as const;
export type ComponentState = (typeof COMPONENT_STATES)[number];

export const INCIDENT_STATES = ['investigating', 'identified', 'monitoring', 'resolved'] as const;
export type IncidentState = (typeof INCIDENT_STATES)[number];
export const IMPACTS = ['degraded', 'down'] as const;
export type Impact = (typeof IMPACTS)[number];

export interface IncidentView {
  id: string;
  title: string;
  impact: Impact;
  components: Component[];
  state: IncidentState;
  opened_at: number;
  resolved_at: number | null;
  /** Newest first. */
  updates: { state: IncidentState; words: string; written_at: number }[];
}

export interface DayView {
  /** `YYYY-MM-DD`, UTC. */
  day: string;
  state: ComponentState;
  /** Percent of what was asked that ended well while somebody measured, times the share of the day in which anybody did; null where nothing was measured. */
  available_percent: number | null;
}

export interface ComponentView {
  component: Component;
  state: ComponentState;
  /** The last ninety days, the oldest first. */
  days: DayView[];
}

export interface StatusView {
  state: ComponentState;
  /** Unix seconds of the look. */
  as_of: number;
  components: ComponentView[];
  /** Open ones and those of the last ninety days, newest first, at most fifty. */
  incidents: IncidentView[];
}

/** With whose scope all of this is asked: the incidents are the operator's. */
export const OF_THE_OPERATOR: Scope = { ...systemScope(OPERATOR, 'studio/status'), studioId: OPERATOR };

/** How the installation stands, for everybody: it tells of no game. From memory, as of a few seconds ago. */
export class GetStatus extends Query<StatusView> {}

/** What staff have told of incidents. */
export class GetIncidents extends Query<IncidentView[]> {}
