import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiProperty, getSchemaPath, type ApiPropertyOptions } from '@nestjs/swagger';
import { Type, plainToInstance } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsBoolean, IsEmail, IsIn, IsInt, IsNumber, IsObject, IsString, Matches, Max, MaxLength, Min, MinLength, ValidateBy, ValidateIf, ValidateNested, validateSync } from 'class-validator';
import { isCalendarDate } from '../kernel/calendar-date.js';
import { COUNTRIES } from '../kernel/country.js';

/**
 * The fields of requests and answers. One decorator says the type, the bounds and the documentation, so that what is validated and
 * what OpenAPI shows cannot differ, whichever compiler built the code.
 */
export interface FieldOptions {
  /** May be left out. */
  optional?: boolean;
  /** May be null. */
  nullable?: boolean;
  /** What the field means, its unit and its rule. */
  what?: string;
  example?: unknown;
  default?: unknown;
  deprecated?: boolean;
}

type Rules = PropertyDecorator[];

function field(api: Record<string, unknown>, rules: Rules, o: FieldOptions): PropertyDecorator {
  const presence = ValidateIf((_: object, value: unknown) => !((o.optional && value === undefined) || (o.nullable && value === null)));
  const documented = ApiProperty({
    ...api, required: !o.optional, ...(o.nullable ? { nullable: true } : {}), ...(o.what ? { description: o.what } : {}),
    ...(o.example !== undefined ? { example: o.example } : {}), ...(o.default !== undefined ? { default: o.default } : {}), ...(o.deprecated ? { deprecated: true } : {}),
  } as ApiPropertyOptions);
  return applyDecorators(documented, presence, ...rules) as PropertyDecorator;
}

// No control characters but tab and line breaks; no lone surrogates: such text cannot be stored or shown.
const PRINTABLE = /^(?:[\t\n\r\u0020-\u007e\u0080-\ud7ff\ue000-\uffff]|[\ud800-\udbff][\udc00-\udfff])*$/;

export function Str(o: FieldOptions & { min?: number; max?: number; pattern?: RegExp; format?: string; email?: boolean } = {}): PropertyDecorator {
  const rules: Rules = [IsString(), MaxLength(o.max ?? 1_000), Matches(PRINTABLE, { message: '$property must not hold control characters' })];
  if (o.min) rules.push(MinLength(o.min));
  if (o.pattern) rules.push(Matches(o.pattern));
  if (o.email) rules.push(IsEmail());
  return field({ type: 'string', maxLength: o.max ?? 1_000, ...(o.min ? { minLength: o.min } : {}), ...(o.pattern ? { pattern: o.pattern.source } : {}), ...(o.email ? { format: 'email' } : o.format ? { format: o.format } : {}) }, rules, o);
}

/** A day of the calendar, `YYYY-MM-DD`. */
export function Day(o: FieldOptions = {}): PropertyDecorator {
  const rule = ValidateBy({ name: 'isDay', validator: { validate: (value) => typeof value === 'string' && isCalendarDate(value), defaultMessage: () => '$property must be a day of the calendar, YYYY-MM-DD' } });
  return field({ type: 'string', format: 'date', minLength: 10, maxLength: 10, pattern: '^\\d{4}-\\d{2}-\\d{2}$' }, [rule], o);
}

/** A country of ISO 3166-1, two upper-case letters. */
export function Country(o: FieldOptions = {}): PropertyDecorator {
  return field({ type: 'string', minLength: 2, maxLength: 2, pattern: '^[A-Z]{2}$' }, [IsIn([...COUNTRIES], { message: '$property must be a country of ISO 3166-1 (two upper-case letters)' })], { ...o, what: o.what ?? 'ISO 3166-1' });
}

/** An integer within ±(2^53 − 1), or narrower. */
export function Int(o: FieldOptions & { min?: number; max?: number } = {}): PropertyDecorator {
  const min = o.min ?? -Number.MAX_SAFE_INTEGER;
  const max = o.max ?? Number.MAX_SAFE_INTEGER;
  return field({ type: 'integer', ...(o.min !== undefined ? { minimum: o.min } : {}), ...(o.max !== undefined ? { maximum: o.max } : {}) }, [IsInt(), Min(min), Max(max)], o);
}

/** A number that need not be whole. Never money. */
export function Num(o: FieldOptions & { min?: number; max?: number } = {}): PropertyDecorator {
  return field({ type: 'number', ...(o.min !== undefined ? { minimum: o.min } : {}), ...(o.max !== undefined ? { maximum: o.max } : {}) },
    [IsNumber({ allowInfinity: false, allowNaN: false }), Min(o.min ?? -Number.MAX_SAFE_INTEGER), Max(o.max ?? Number.MAX_SAFE_INTEGER)], o);
}

export function Bool(o: FieldOptions = {}): PropertyDecorator {
  return field({ type: 'boolean' }, [IsBoolean()], o);
}

/** An instant in Unix seconds. */
export function Instant(o: FieldOptions = {}): PropertyDecorator {
  return Int({ min: 0, max: 253_402_300_799, ...o, what: o.what ?? 'Unix seconds' });
}

export function OneOf(values: readonly (string | number)[], o: FieldOptions & { name?: string } = {}): PropertyDecorator {
  return field({ enum: [...values], ...(o.name ? { enumName: o.name } : {}) }, [IsIn([...values])], o);
}

type Class = new (...args: never[]) => object;

/** @nestjs/swagger tells a thunk from a class by its name, which has to be `type`; an arrow takes the name of its property. */
const lazily = (thunk: () => Class) => ({ type: () => thunk() });

/** A nested object of a DTO class. */
export function Obj(type: () => Class, o: FieldOptions = {}): PropertyDecorator {
  return field(lazily(type), [IsObject(), ValidateNested(), Type(type as () => never) as PropertyDecorator], o);
}

/** A list of DTOs, at most `max` long (default 100). */
export function ListOf(type: () => Class, o: FieldOptions & { min?: number; max?: number } = {}): PropertyDecorator {
  return field({ ...lazily(type), isArray: true, maxItems: o.max ?? 100, ...(o.min ? { minItems: o.min } : {}) },
    // A list inside the list would be looked into, and its elements taken for DTOs without having been held against one.
    [IsArray(), ArrayMaxSize(o.max ?? 100), ArrayMinSize(o.min ?? 0), IsObject({ each: true }), ValidateNested({ each: true }), Type(type as () => never) as PropertyDecorator], o);
}

/** A list of strings. */
export function Strs(o: FieldOptions & { max?: number; min?: number; of?: readonly string[]; length?: number; name?: string } = {}): PropertyDecorator {
  const each = o.of ? [IsIn([...o.of], { each: true })] : [IsString({ each: true }), MaxLength(o.length ?? 255, { each: true }), Matches(PRINTABLE, { each: true, message: 'each value in $property must not hold control characters' })];
  return field(o.of ? { enum: [...o.of], isArray: true, ...(o.name ? { enumName: o.name } : {}) } : { type: 'array', items: { type: 'string', maxLength: o.length ?? 255 }, maxItems: o.max ?? 100 },
    [IsArray(), ArrayMaxSize(o.max ?? 100), ArrayMinSize(o.min ?? 0), ...each], o);
}

/** A free JSON object (metadata). */
export function Json(o: FieldOptions & { maxBytes?: number } = {}): PropertyDecorator {
  return field({ type: 'object', additionalProperties: true }, [IsObject()], o);
}

type OneValue = (value: unknown) => boolean;
const isText: OneValue = (value) => typeof value === 'string' && value.length <= 1_000 && PRINTABLE.test(value);
const isScalar: OneValue = (value) => isText(value) || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value));
const SCALARS = [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }];

/** An object from names of the sender's own to values of one kind. */
function byName(kind: string, isOne: OneValue, schema: object, o: FieldOptions): PropertyDecorator {
  const rule = ValidateBy({
    name: `isMapOf${kind.replaceAll(' ', '')}`,
    validator: { validate: (value) => typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value as object).every(isOne), defaultMessage: () => `$property must be an object whose values are ${kind}` },
  });
  return field({ type: 'object', additionalProperties: schema }, [rule], o);
}

/** Texts by name. */
export function StrMap(o: FieldOptions = {}): PropertyDecorator {
  return byName('texts', isText, { type: 'string', maxLength: 1_000 }, o);
}

/** Whole numbers by name. */
export function IntMap(o: FieldOptions = {}): PropertyDecorator {
  return byName('whole numbers', (value) => Number.isSafeInteger(value), { type: 'integer' }, o);
}

/** Texts, numbers and truths by name, or lists of them. */
export function ScalarMap(o: FieldOptions = {}): PropertyDecorator {
  return byName('texts, numbers, booleans or lists of them', (value) => (Array.isArray(value) ? value.every(isScalar) : isScalar(value)), { oneOf: [...SCALARS, { type: 'array', items: { oneOf: SCALARS } }] }, o);
}

/** Objects of a DTO class by name. */
export function ObjMap(type: new () => object, o: FieldOptions = {}): PropertyDecorator {
  const isOne: OneValue = (value) =>
    typeof value === 'object' && value !== null && !Array.isArray(value) && validateSync(plainToInstance(type, value), { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true }).length === 0;
  const documented: PropertyDecorator = (target) => ApiExtraModels(type)(target.constructor);
  return applyDecorators(documented, byName(`objects of ${type.name}`, isOne, { $ref: getSchemaPath(type) }, o)) as PropertyDecorator;
}

/** Anything that JSON can carry: for answers whose shape another schema describes, and for fields that are refused unless null. */
export function Anything(o: FieldOptions = {}): PropertyDecorator {
  return field({ oneOf: [{ type: 'object', additionalProperties: true }, { type: 'string' }, { type: 'number' }, { type: 'boolean' }, { type: 'array', items: {} }] }, [], o);
}
