import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Clock } from '#platform/kernel/clock';
import { endedOn, parseCurrency } from '#platform/kernel/currency';
import { looksLikeId, newId } from '#platform/kernel/ids';
import { CreatePriceTemplate, DeletePriceTemplate, UpdatePriceTemplate, type NewPriceTemplate } from '../contracts/commands.js';
import { CurrencyEnded, CustomPriceRepeated, PriceTemplateInUse, PriceTemplateKeyReadsAsId, PriceTemplateNotFound, PriceTooHighAbroad } from '../contracts/errors.js';
import { PRICE_MAX } from '../contracts/queries.js';
import { PriceTemplatesRepository } from '../infra/price-templates.repository.js';
import { shippedPriceBook } from '../infra/price-tiers.js';

function check({ key, price, customs }: Partial<NewPriceTemplate>, today: string): void {
  if (key && looksLikeId(key)) throw new PriceTemplateKeyReadsAsId();
  const tooHighIn = price === undefined ? null : shippedPriceBook().currencyAbove(BigInt(price), BigInt(PRICE_MAX));
  if (tooHighIn) throw new PriceTooHighAbroad(tooHighIn, PRICE_MAX);
  const seen = new Set<string>();
  for (const [index, { country, platform, currency }] of (customs ?? []).entries()) {
    const ended = endedOn(parseCurrency(currency));
    if (ended !== null && ended < today) throw new CurrencyEnded(index, currency, ended);
    if (seen.has(`${country}/${platform}`)) throw new CustomPriceRepeated(index, country, platform);
    seen.add(`${country}/${platform}`);
  }
}

const dayOf = (at: Date): string => at.toISOString().slice(0, 10);

@CommandHandler(CreatePriceTemplate)
export class CreatePriceTemplateHandler implements ICommandHandler<CreatePriceTemplate> {
  constructor(private readonly templates: PriceTemplatesRepository, private readonly clock: Clock) {}

  async execute({ template }: CreatePriceTemplate): Promise<{ id: string }> {
    const now = this.clock.now();
    check(template, dayOf(now));
    const id = newId('ptm');
    await this.templates.insert(id, template, now);
    return { id };
  }
}

@CommandHandler(UpdatePriceTemplate)
export class UpdatePriceTemplateHandler implements ICommandHandler<UpdatePriceTemplate> {
  constructor(private readonly templates: PriceTemplatesRepository, private readonly clock: Clock) {}

  async execute({ priceTemplateId, changes }: UpdatePriceTemplate): Promise<{ id: string }> {
    const now = this.clock.now();
    const row = await this.templates.lock(priceTemplateId);
    if (!row) throw new PriceTemplateNotFound();
    check(changes, dayOf(now));
    await this.templates.update(
      {
        ...row,
        key: changes.key === undefined ? row.key : changes.key,
        name: changes.name ?? row.name,
        price_minor: changes.price === undefined ? row.price_minor : BigInt(changes.price),
        category: changes.category ?? row.category,
        modified_at: now,
      },
      changes.customs,
    );
    return { id: row.id };
  }
}

@CommandHandler(DeletePriceTemplate)
export class DeletePriceTemplateHandler implements ICommandHandler<DeletePriceTemplate> {
  constructor(private readonly templates: PriceTemplatesRepository) {}

  async execute({ priceTemplateId }: DeletePriceTemplate): Promise<{ id: string }> {
    if (!(await this.templates.lock(priceTemplateId))) throw new PriceTemplateNotFound();
    const { items_count } = (await this.templates.find(priceTemplateId))!;
    if (items_count > 0) throw new PriceTemplateInUse(items_count);
    await this.templates.remove(priceTemplateId);
    return { id: priceTemplateId };
  }
}
