import { Module, type DynamicModule } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ListMailsOfOrder, type MailView } from '../contracts/queries.js';

/** Mails that a test puts there. */
export class FakeNotifications {
  readonly mails: MailView[] = [];
}

@QueryHandler(ListMailsOfOrder)
class FakeListMails implements IQueryHandler<ListMailsOfOrder> {
  constructor(private readonly fake: FakeNotifications) {}
  async execute({ orderId }: ListMailsOfOrder) { return this.fake.mails.filter((mail) => mail.order_id === orderId); }
}

@Module({})
class FakeNotificationsModule {}

export function fakeNotifications(fake = new FakeNotifications()): DynamicModule {
  return { module: FakeNotificationsModule, providers: [{ provide: FakeNotifications, useValue: fake }, FakeListMails] };
}

export { abuseReport, deliveryReport, type ToldReport } from './reports.js';
