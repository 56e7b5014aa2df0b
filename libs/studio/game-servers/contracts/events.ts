import { DomainEvent } from '#platform/kernel/messages';

export interface EndpointFact {
  endpoint_id: string;
  /** It is called: enabled, and verified where it is live. */
  enabled: boolean;
  /** As registered, wildcards included. Empty once the endpoint is deleted. */
  events: string[];
  deleted: boolean;
}

/** An endpoint was made, changed, enabled, disabled, verified or deleted: what waits for it can be looked at again. */
export class EndpointChanged extends DomainEvent<EndpointFact> {
  static readonly type = 'game_servers.endpoint.changed.v1';
}

/** An endpoint was disabled without its studio: it answered 410, or took nothing for days. What is for it waits. */
export class EndpointDisabled extends DomainEvent<{ endpoint_id: string; reason: 'gone' | 'failing'; disabled_at: number }> {
  static readonly type = 'game_servers.endpoint.disabled.v1';
}
