import { Injectable, ValidationPipe, type ArgumentMetadata, type PipeTransform, type ValidationError } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import type { FieldFault } from '../kernel/errors.js';
import { RequestRefused } from './request-refused.js';
import { rememberRulesOfClasses } from './validation-memo.js';

rememberRulesOfClasses();

function faults(errors: ValidationError[], path: (string | number)[]): FieldFault[] {
  return errors.flatMap((error) => {
    const loc = [...path, /^\d+$/.test(error.property) ? Number(error.property) : error.property];
    const own = Object.entries(error.constraints ?? {}).map(([type, msg]) => ({ loc, msg, type }));
    return [...own, ...faults(error.children ?? [], loc)];
  });
}

const NO_OBJECT: FieldFault = { loc: ['body'], msg: 'must be an object', type: 'isObject' };
const OPTIONS = { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true, stopAtFirstError: true } as const;

const pipeFor = (place: 'body' | 'query' | 'path'): ValidationPipe => new ValidationPipe({ ...OPTIONS, transform: true, exceptionFactory: (errors) => new RequestRefused(faults(errors, [place])) });

/** Refuses what a DTO does not know, with the place and a stable word per fault. Query strings become numbers and booleans first. */
@Injectable()
class RequestValidation implements PipeTransform<unknown, Promise<unknown>> {
  private readonly pipes: Readonly<Record<ArgumentMetadata['type'], ValidationPipe>> = { body: pipeFor('body'), query: pipeFor('query'), param: pipeFor('path'), custom: pipeFor('body') };

  transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    // Nest takes `null` for a body that was left out; whoever sends it has sent something else.
    if (metadata.type === 'body' && value === null) throw new RequestRefused([NO_OBJECT]);
    return this.pipes[metadata.type].transform(value, metadata);
  }
}

export const requestValidation = new RequestValidation();

/** Refuses a body where none is taken: its members would be ignored. An empty one and `{}` are what clients send who always send one. */
export function refuseBody(body: unknown): void {
  if (body === undefined) return;
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw new RequestRefused([NO_OBJECT]);
  const unknown = Object.keys(body);
  if (unknown.length > 0) throw new RequestRefused(unknown.map((name) => ({ loc: ['body', name], msg: `property ${name} should not exist`, type: 'whitelistValidation' })));
}

/** A JSON array as body, each element a DTO: Nest's own pipe does not validate those. `@Body(new BodyList(ItemBulkUpdate, 100)) items`. */
@Injectable()
export class BodyList<T extends object> implements PipeTransform<unknown, T[]> {
  constructor(private readonly type: new () => T, private readonly max: number, private readonly min = 1) {}

  transform(value: unknown, _metadata: ArgumentMetadata): T[] {
    if (!Array.isArray(value)) throw new RequestRefused([{ loc: ['body'], msg: 'must be an array', type: 'isArray' }]);
    if (value.length < this.min || value.length > this.max) {
      throw new RequestRefused([{ loc: ['body'], msg: `must hold ${this.min} to ${this.max} elements`, type: 'arraySize' }]);
    }
    const found: FieldFault[] = [];
    const list = value.map((element, index) => {
      if (typeof element !== 'object' || element === null || Array.isArray(element)) {
        found.push({ loc: ['body', index], msg: 'must be an object', type: 'isObject' });
        return new this.type();
      }
      const instance = plainToInstance(this.type, element);
      found.push(...faults(validateSync(instance, OPTIONS), ['body', index]));
      return instance;
    });
    if (found.length > 0) throw new RequestRefused(found);
    return list;
  }
}
