import { HttpCode, applyDecorators } from '@nestjs/common';
import { ApiAcceptedResponse, ApiCreatedResponse, ApiExtraModels, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiProperty, ApiQuery, getSchemaPath } from '@nestjs/swagger';

type Class = new (...args: never[]) => object;

/** 200 with a body of this DTO; `[Dto]` for a bare list. */
export function Answers200(type: Class | [Class], what?: string): MethodDecorator {
  const isArray = Array.isArray(type);
  return applyDecorators(HttpCode(200), ApiOkResponse({ type: isArray ? type[0] : type, isArray, ...(what ? { description: what } : {}) }));
}

/** 200 with any of these DTOs, in a bare list where `list` is set. */
export function Answers200OneOf(types: Class[], list: boolean): MethodDecorator {
  const one = { oneOf: types.map((type) => ({ $ref: getSchemaPath(type) })) };
  return applyDecorators(HttpCode(200), ApiExtraModels(...types), ApiOkResponse({ schema: list ? { type: 'array', items: one } : one }));
}

export function Answers201(type: Class): MethodDecorator {
  return applyDecorators(HttpCode(201), ApiCreatedResponse({ type }));
}

export function Answers202(type?: Class): MethodDecorator {
  return applyDecorators(HttpCode(202), ApiAcceptedResponse(type ? { type } : {}));
}

export function Answers204(): MethodDecorator {
  return applyDecorators(HttpCode(204), ApiNoContentResponse());
}

/** The operation's name (the contract's operationId where it has one) and what it does. */
export function Operation(operationId: string, summary: string): MethodDecorator {
  return ApiOperation({ operationId, summary });
}

/** Documents a query DTO's members as parameters. */
export { ApiQuery };

/** Our own lists: `{data, has_more, next_cursor}`. */
export function PageOf<T extends Class>(type: T, name: string) {
  class Page {
    @ApiProperty({ type, isArray: true }) data: InstanceType<T>[];
    @ApiProperty() has_more: boolean;
    @ApiProperty({ type: String, nullable: true }) next_cursor: string | null;
  }
  Object.defineProperty(Page, 'name', { value: name });
  return Page;
}
