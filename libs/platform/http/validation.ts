import { Injectable, ValidationPipe, type ArgumentMetadata, type PipeTransform, type ValidationError } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import type { FieldFault } from '../kernel/errors.js';
import { RequestRefused } from './request-refused.js';

function faults(errors: ValidationError[], path: (string | number)[]): FieldFault[] {
  return errors.flatMap((error) => {
    const loc = [...path, /^\d+$/.test(error.property) ? Number(error.property) : error.property];
    const own = Object.entries(error.constraints ?? {}).map(([type, msg]) => ({ loc, msg, type }));
    return [...own, ...faults(error.children ?? [], loc)];
  });
}

const OPTIONS = { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true, stopAtFirstError: true } as const;

/** Nest takes `null` for a body that was left out; whoever sends it has sent something else. */
class RequestValidation extends ValidationPipe {
  override transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.type === 'body' && value === null) throw new RequestRefused([{ loc: ['body'], msg: 'must be an object', type: 'isObject' }]);
    return super.transform(value, metadata);
  }
}

/** Refuses what a DTO does not know, with the place and a stable word per fault. Query strings become numbers and booleans first. */
export const requestValidation = new RequestValidation({
  ...OPTIONS,
  transform: true,
  exceptionFactory: (errors) => new RequestRefused(faults(errors, ['body'])),
});

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
