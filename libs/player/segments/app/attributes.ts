import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { currentScope } from '#platform/database/store';
import { Clock, unixSeconds, unixSecondsOrNull } from '#platform/kernel/clock';
import { Query } from '#platform/kernel/messages';
import { DeclareCustomAttribute, ForgetCustomAttribute } from '../contracts/commands.js';
import { CustomAttributeInUse, CustomAttributeNotFound, TooManyInGame } from '../contracts/errors.js';
import { brokenBy } from '../domain/program.js';
import { Programs } from '../infra/programs.js';
import { SegmentsRepository } from '../infra/segments.repository.js';
import { StructureRepository } from '../infra/structure.repository.js';

const ATTRIBUTES_MAX = 500;

@CommandHandler(DeclareCustomAttribute)
export class DeclareCustomAttributeHandler implements ICommandHandler<DeclareCustomAttribute> {
  constructor(private readonly structure: StructureRepository, private readonly segments: SegmentsRepository, private readonly programs: Programs, private readonly clock: Clock) {}

  async execute({ name, type, description }: DeclareCustomAttribute): Promise<void> {
    await this.structure.raise();
    const structure = await this.structure.read();
    const others = structure.attributes.filter((attribute) => attribute.name !== name);
    if (others.length >= ATTRIBUTES_MAX) throw new TooManyInGame('attributes', ATTRIBUTES_MAX);
    const group = brokenBy(structure, { ...structure, attributes: [...others, { name, type }] }, this.programs.graphs(currentScope().gameId));
    if (group !== null) throw new CustomAttributeInUse(group);
    await this.segments.writeAttribute({ name, type, description }, this.clock.now());
  }
}

@CommandHandler(ForgetCustomAttribute)
export class ForgetCustomAttributeHandler implements ICommandHandler<ForgetCustomAttribute> {
  constructor(private readonly structure: StructureRepository, private readonly segments: SegmentsRepository, private readonly programs: Programs) {}

  async execute({ name }: ForgetCustomAttribute): Promise<void> {
    await this.structure.raise();
    const structure = await this.structure.read();
    const others = structure.attributes.filter((attribute) => attribute.name !== name);
    if (others.length === structure.attributes.length) throw new CustomAttributeNotFound();
    const group = brokenBy(structure, { ...structure, attributes: others }, this.programs.graphs(currentScope().gameId));
    if (group !== null) throw new CustomAttributeInUse(group);
    await this.segments.removeAttribute(name);
  }
}

export interface CustomAttributeView {
  name: string;
  type: 'number' | 'date' | 'string' | 'boolean' | 'list';
  description: string | null;
  created_at: number;
  modified_at: number | null;
}

/** Every custom attribute that the game declares, by name. */
export class ListCustomAttributes extends Query<CustomAttributeView[]> {}

@QueryHandler(ListCustomAttributes)
export class ListCustomAttributesHandler implements IQueryHandler<ListCustomAttributes> {
  constructor(private readonly segments: SegmentsRepository) {}

  async execute(): Promise<CustomAttributeView[]> {
    return (await this.segments.attributes()).map(({ name, type, description, created_at, modified_at }) => ({ name, type, description, created_at: unixSeconds(created_at), modified_at: unixSecondsOrNull(modified_at) }));
  }
}
