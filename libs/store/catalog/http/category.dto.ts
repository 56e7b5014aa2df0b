import { Anything, Bool, Int, ListOf, Obj, OneOf, Str } from '#platform/http/fields';
import { PageQuery } from '#platform/http/query-fields';

const TOKEN_TYPES = ['attribute', 'custom_attribute', 'event_attribute', 'custom_event_attribute', 'operator', 'number', 'date', 'string', 'boolean', 'list', 'variable', 'virtual_currency'] as const;
const SIZES = ['contain', 'repeat', 'cover'] as const;
const SLUG = /^(?:[a-z0-9]+(?:[-_][a-z0-9]+)*)?$/;
const IMAGE = /^(?:https?:\/\/[^\s"'<>\\]+|data:image\/[a-z0-9.+-]+;base64,[A-Za-z0-9+/=]+)$/;

const Image = (): PropertyDecorator => Str({ optional: true, nullable: true, min: 1, max: 65_536, pattern: IMAGE, format: 'uri' });

export class Token {
  @OneOf(TOKEN_TYPES, { name: 'TokenType' }) type: (typeof TOKEN_TYPES)[number];
  @Anything({ optional: true, nullable: true }) value?: unknown;
}

export class MathExpression {
  @ListOf(() => Token, { optional: true, max: 200 }) tokens?: Token[];
  @Str({ max: 255 }) name: string;
}

export class Expression {
  @ListOf(() => Token, { optional: true, max: 200 }) tokens?: Token[];
  @ListOf(() => MathExpression, { optional: true, max: 50 }) variables?: MathExpression[];
}

export class StoreCategoryRenderOptions {
  @Int({ optional: true, min: 0, what: 'Milliseconds between two cards' }) delay?: number;
  @Bool({ optional: true }) loop?: boolean;
  @Bool({ optional: true }) autoplay?: boolean;
  @Bool({ optional: true }) show_dots?: boolean;
  @OneOf(['default', 'compact', 'alone'], { optional: true, name: 'CarouselDisplayType' }) display_type?: 'default' | 'compact' | 'alone';
}

class CategoryFields {
  @Str({ optional: true, nullable: true, max: 1_000 }) description?: string | null;
  @Str({ optional: true, nullable: true, max: 100, what: 'The category above; no circles, ten deep at most' }) parent_id?: string | null;
  @Str({ optional: true, nullable: true, max: 255, what: 'The template of the cards; kept and answered' }) item_template_id?: string | null;
  @Obj(() => Expression, { optional: true, nullable: true, what: 'For which players the category stands first; kept and answered' }) pinned_expression?: Expression | null;
  @Str({ optional: true, nullable: true, max: 255, pattern: SLUG, what: 'Unique in the game; lower-case letters, digits, - and _' }) slug?: string | null;
  @Str({ optional: true, nullable: true, max: 1_000 }) icon?: string | null;
  @Image() image_url?: string | null;
  @Image() divider_image_url?: string | null;
  @OneOf(['top', 'bottom'], { optional: true, nullable: true, default: 'top', name: 'StoreCategoryDividerPosition' }) divider_position?: 'top' | 'bottom' | null;
  @OneOf(['image', 'mask'], { optional: true, nullable: true, default: 'image', name: 'StoreCategoryDividerType' }) divider_type?: 'image' | 'mask' | null;
  @Str({ optional: true, nullable: true, max: 64, pattern: /^[#A-Za-z0-9(),.%\s/-]*$/, what: 'A CSS colour' }) background_color?: string | null;
  @Image() background_image_url?: string | null;
  @OneOf(SIZES, { optional: true, nullable: true, name: 'BackgroundSize' }) background_size?: (typeof SIZES)[number] | null;
  @OneOf(['default', 'carousel'], { optional: true, nullable: true, name: 'StoreCategoryRenderType' }) render_type?: 'default' | 'carousel' | null;
  @Obj(() => StoreCategoryRenderOptions, { optional: true, nullable: true, what: 'Of a carousel' }) render_options?: StoreCategoryRenderOptions | null;
}

const POSITION = { min: -2_147_483_648, max: 2_147_483_647 } as const;

export class ItemCategoryCreate extends CategoryFields {
  @Str({ min: 1, max: 255 }) name: string;
  @Int(POSITION) position: number;
}

export class ItemCategoryUpdate extends CategoryFields {
  @Str({ optional: true, min: 1, max: 255 }) name?: string;
  @Int({ optional: true, ...POSITION }) position?: number;
}

export class ItemCategoryBulkUpdate extends ItemCategoryUpdate {
  @Str({ max: 100 }) id: string;
}

export class ItemCategoryBulkDelete {
  @Str({ max: 100 }) id: string;
}

/** What is not there is left out. */
export class ItemCategoryRead extends CategoryFields {
  @Str() id: string;
  @Str({ max: 255 }) name: string;
  @Int() position: number;
}

export class ItemCategoriesQuery extends PageQuery {
  @Str({ optional: true, max: 100, what: 'The last id of the page before' }) starting_after?: string;
}
