import { Injectable } from '@nestjs/common';
import { Commands } from '#platform/cqrs/doors';
import type { Scope } from '#platform/kernel/scope';
import { ChangeOrderPlace } from '#sales/orders/commands';

/** What the buyer tells of herself and her place, as it comes from the page. */
@Injectable()
export class TellPlaceFlow {
  constructor(private readonly commands: Commands) {}

  tell(told: Omit<ChangeOrderPlace['input'], 'country_source'>, scope: Scope): Promise<void> {
    return this.commands.execute(new ChangeOrderPlace({ ...told, country_source: 'buyer' }), scope);
  }
}
