import { Command } from '#platform/kernel/messages';
import type { NewEndpoint } from '../contracts/commands.js';

export type EndpointChanges = Partial<Omit<NewEndpoint, 'environment'>>;

/** Changes the members that are given. Throws as CreateEndpoint, and `webhook.not_found`. */
export class ChangeEndpoint extends Command<void> {
  static readonly context = 'studio/game-servers';
  constructor(readonly endpointId: string, readonly changes: EndpointChanges) { super(); }
}

export class DeleteEndpoint extends Command<void> {
  static readonly context = 'studio/game-servers';
  constructor(readonly endpointId: string) { super(); }
}

/** Puts a fresh secret in place; the old one verifies for `overlapSeconds` more, 0 cuts. */
export class RotateEndpointSecret extends Command<void> {
  static readonly context = 'studio/game-servers';
  constructor(readonly endpointId: string, readonly overlapSeconds: number) { super(); }
}
