import { Bool, Instant, Int, ListOf, Num, OneOf, Str, Strs } from '#platform/http/fields';
import { COMPONENTS, COMPONENT_STATES, IMPACTS, INCIDENT_STATES, type Component, type ComponentState, type Impact, type IncidentState } from './contracts/queries.js';

const component = { name: 'StatusComponent', what: '`store_api`: hubs and the Store API; `checkout`: checkout and payments; `webhooks`: delivery of webhooks; `studio_api`: the Studio API' } as const;
const state = { name: 'StatusState', what: '`operational`, `degraded` (a part fails), `down`, or `unknown`: nothing was measured yet' } as const;
const impact = { name: 'IncidentImpact', what: 'What the components are while it is open, at least' } as const;
const incidentState = { name: 'IncidentState', what: 'Where the work on it stands' } as const;

class StatusDay {
  @Str({ what: 'Day, `YYYY-MM-DD`, UTC' }) day: string;
  @OneOf(COMPONENT_STATES, state) state: ComponentState;
  @Num({ nullable: true, what: 'Percent of what was asked that ended well, times the share of the day in which anybody measured; null where nothing was measured' }) available_percent: number | null;
}
class ComponentRead {
  @OneOf(COMPONENTS, component) component: Component;
  @OneOf(COMPONENT_STATES, state) state: ComponentState;
  @ListOf(() => StatusDay, { what: 'The last ninety days, the oldest first' }) days: StatusDay[];
}
class IncidentUpdateRead {
  @OneOf(INCIDENT_STATES, incidentState) state: IncidentState;
  @Str({ what: 'In words' }) words: string;
  @Instant({ what: 'Unix seconds' }) written_at: number;
}
export class IncidentRead {
  @Str({ what: 'Id (`inc_…`)' }) id: string;
  @Str({ what: 'What it is, in a line' }) title: string;
  @OneOf(IMPACTS, impact) impact: Impact;
  @Strs({ of: COMPONENTS, name: 'StatusComponent', what: 'What is concerned' }) components: Component[];
  @OneOf(INCIDENT_STATES, incidentState) state: IncidentState;
  @Instant({ what: 'Unix seconds' }) opened_at: number;
  @Instant({ nullable: true, what: 'Unix seconds; null while it is open' }) resolved_at: number | null;
  @ListOf(() => IncidentUpdateRead, { what: 'What was told of it, newest first' }) updates: IncidentUpdateRead[];
}
export class StatusRead {
  @OneOf(COMPONENT_STATES, { ...state, what: 'The worst of the components' }) state: ComponentState;
  @Instant({ what: 'Unix seconds of the look; it is kept for a few seconds' }) as_of: number;
  @ListOf(() => ComponentRead, { what: 'The parts of the installation' }) components: ComponentRead[];
  @ListOf(() => IncidentRead, { what: 'Open incidents, and those that ended within ninety days; fifty at most, newest first' }) incidents: IncidentRead[];
}

export class IncidentList {
  @ListOf(() => IncidentRead, { what: 'Open ones first, then those that ended within ninety days; fifty at most' }) data: IncidentRead[];
}
export class IncidentOpen {
  @Str({ min: 1, max: 120, what: 'What it is, in a line; everybody reads it' }) title: string;
  @OneOf(IMPACTS, impact) impact: Impact;
  @Strs({ of: COMPONENTS, name: 'StatusComponent', min: 1, max: 4, what: 'What is concerned' }) components: Component[];
  @OneOf(INCIDENT_STATES, { ...incidentState, optional: true, default: 'investigating' }) state?: IncidentState;
  @Str({ min: 1, max: 2_000, what: 'What is known, in words; everybody reads them' }) words: string;
}
export class IncidentUpdate {
  @OneOf(INCIDENT_STATES, { ...incidentState, what: 'Where the work on it stands now; `resolved` ends it' }) state: IncidentState;
  @Str({ min: 1, max: 2_000, what: 'What is new, in words; everybody reads them' }) words: string;
  @OneOf(IMPACTS, { ...impact, optional: true }) impact?: Impact;
  @Strs({ of: COMPONENTS, name: 'StatusComponent', optional: true, min: 1, max: 4, what: 'What is concerned now' }) components?: Component[];
}

export class SloQuery {
  @Str({ optional: true, max: 7, pattern: /^\d{4}-(0[1-9]|1[0-2])$/, what: 'A month of the last thirteen, `YYYY-MM`, UTC; this one where it is left out' }) month?: string;
}
class ObjectiveRead {
  @Str({ what: 'Its name, as in docs/runbooks/slo.md' }) objective: string;
  @Str({ what: 'What is wanted' }) what: string;
  @Num({ what: 'Percent that has to end well; 100: nothing may fail' }) target_percent: number;
  @Num({ nullable: true, what: 'Percent that did, rounded down; null where nothing was asked' }) measured_percent: number | null;
  @Int({ what: 'How many ended well' }) good: number;
  @Int({ what: 'Of how many' }) total: number;
  @Int({ what: 'How many may fail of so many' }) budget: number;
  @Int({ what: 'How many did' }) spent: number;
  @Num({ nullable: true, what: 'Percent of the budget that is left, negative when it is overdrawn; null where nothing may fail or nothing was asked' }) budget_left_percent: number | null;
  @Bool({ nullable: true, what: 'Whether it is kept; null where nothing was asked' }) is_kept: boolean | null;
  @Int({ what: 'On how many days of the month anybody measured' }) days: number;
}
export class SloReportRead {
  @Str({ what: 'The month, `YYYY-MM`, UTC' }) month: string;
  @Bool({ what: 'Whether the month is over' }) is_over: boolean;
  @ListOf(() => ObjectiveRead, { what: 'The objectives' }) objectives: ObjectiveRead[];
}
