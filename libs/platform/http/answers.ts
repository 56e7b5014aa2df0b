import { HttpCode, SetMetadata, applyDecorators } from '@nestjs/common';
import { ApiAcceptedResponse, ApiCreatedResponse, ApiExtraModels, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiProperty, ApiQuery, getSchemaPath } from '@nestjs/swagger';

type Class = new (...args: never[]) => object;

export const AS_ASKED = 'What was asked for';

/** 200 with a body of this DTO; `[Dto]` for a bare list. */
export function Answers200(type: Class | [Class], what?: string): MethodDecorator {
  const isArray = Array.isArray(type);
  return applyDecorators(HttpCode(200), ApiOkResponse({ type: isArray ? type[0] : type, isArray, description: what ?? AS_ASKED }));
}

/** 200 with any of these DTOs, in a bare list where `list` is set. */
export function Answers200OneOf(types: Class[], list: boolean): MethodDecorator {
  const one = { oneOf: types.map((type) => ({ $ref: getSchemaPath(type) })) };
  return applyDecorators(HttpCode(200), ApiExtraModels(...types), ApiOkResponse({ description: AS_ASKED, schema: list ? { type: 'array', items: one } : one }));
}

export function Answers201(type: Class): MethodDecorator {
  return applyDecorators(HttpCode(201), ApiCreatedResponse({ type, description: 'It was made' }));
}

export function Answers202(type?: Class): MethodDecorator {
  return applyDecorators(HttpCode(202), ApiAcceptedResponse({ ...(type ? { type } : {}), description: 'It was taken and happens afterwards' }));
}

export function Answers204(): MethodDecorator {
  return applyDecorators(HttpCode(204), ApiNoContentResponse({ description: 'It was done' }));
}

export const OPERATION = 'hubcraft:operation';

/** The operation's name (the contract's operationId where it has one), what it does, and what else a caller has to know. */
export function Operation(operationId: string, summary: string, more?: string): MethodDecorator {
  return applyDecorators(SetMetadata(OPERATION, operationId), ApiOperation({ operationId, summary, ...(more ? { description: more } : {}) }));
}

/** Documents a query DTO's members as parameters. */
export { ApiQuery };

/** Our own lists: `{data, has_more, next_cursor}`. */
export function PageOf<T extends Class>(type: T, name: string) {
  class Page {
    @ApiProperty({ type, isArray: true, description: 'The page, in the order of the list' }) data: InstanceType<T>[];
    @ApiProperty({ description: 'Whether anything comes after it' }) has_more: boolean;
    @ApiProperty({ type: String, nullable: true, description: '`starting_after` of the next page; null after the last one' }) next_cursor: string | null;
  }
  Object.defineProperty(Page, 'name', { value: name });
  return Page;
}
