import { Injectable, Module } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Command, type DomainEvent } from '#platform/kernel/messages';
import { Outbox } from '#platform/outbox/outbox';

/** Announces events of other contexts as they would: in a transaction of their own. */
export class Announce extends Command<void> {
  static readonly context = 'test/neighbour';
  constructor(readonly events: DomainEvent[]) { super(); }
}

@Injectable()
@CommandHandler(Announce)
export class AnnounceHandler implements ICommandHandler<Announce> {
  constructor(private readonly outbox: Outbox) {}
  async execute({ events }: Announce): Promise<void> {
    this.outbox.record(...events);
  }
}

@Module({ providers: [AnnounceHandler] })
export class AnnounceModule {}
