import { Anything, Bool, Int, ListOf, Obj, OneOf, Str } from '#platform/http/fields';
import { PageQuery } from '#platform/http/query-fields';

const TOKEN_TYPES = ['attribute', 'custom_attribute', 'event_attribute', 'custom_event_attribute', 'operator', 'number', 'date', 'string', 'boolean', 'list', 'variable', 'virtual_currency'] as const;
const SIZES = ['contain', 'repeat', 'cover'] as const;
const SLUG = /^(?:[a-z0-9]+(?:[-_][a-z0-9]+)*)?$/;
const IMAGE = /^(?:https?:\/\/[^\s"'<>\\]+|data:image\/[a-z0-9.+-]+;base64,[A-Za-z0-9+/=]+)$/;

const Image = (): PropertyDecorator => Str({ optional: true, nullable: true, min: 1, max: 65_536, pattern: IMAGE, format: 'uri', what: 'https, http or a data address of a picture; null takes it away' });

export class Token {
  @OneOf(TOKEN_TYPES, { name: 'TokenType', what: 'What `value` is' }) type: (typeof TOKEN_TYPES)[number];
  @Anything({ optional: true, nullable: true, what: 'A name, an operator or a constant, by `type`' }) value?: unknown;
}

export class MathExpression {
  @ListOf(() => Token, { optional: true, max: 200, what: 'What the variable is worth' }) tokens?: Token[];
  @Str({ max: 255, what: 'How the tokens name the variable' }) name: string;
}

export class Expression {
  @ListOf(() => Token, { optional: true, max: 200, what: 'The condition, from left to right' }) tokens?: Token[];
  @ListOf(() => MathExpression, { optional: true, max: 50, what: 'Values that the tokens name' }) variables?: MathExpression[];
}

export class StoreCategoryRenderOptions {
  @Int({ optional: true, min: 0, what: 'Milliseconds between two cards' }) delay?: number;
  @Bool({ optional: true, what: 'Begins anew after the last card' }) loop?: boolean;
  @Bool({ optional: true, what: 'Moves by itself' }) autoplay?: boolean;
  @Bool({ optional: true, what: 'Shows how many cards there are' }) show_dots?: boolean;
  @OneOf(['default', 'compact', 'alone'], { optional: true, name: 'CarouselDisplayType', what: 'How much room a card takes' }) display_type?: 'default' | 'compact' | 'alone';
}

class CategoryFields {
  @Str({ optional: true, nullable: true, max: 1_000, what: 'Shown under the name' }) description?: string | null;
  @Str({ optional: true, nullable: true, max: 100, what: 'The category above; no circles, ten deep at most' }) parent_id?: string | null;
  @Str({ optional: true, nullable: true, max: 255, what: 'The template of the cards; kept and answered' }) item_template_id?: string | null;
  @Obj(() => Expression, { optional: true, nullable: true, what: 'For which players the category stands first; kept and answered' }) pinned_expression?: Expression | null;
  @Str({ optional: true, nullable: true, max: 255, pattern: SLUG, what: 'Unique in the game; lower-case letters, digits, - and _' }) slug?: string | null;
  @Str({ optional: true, nullable: true, max: 1_000, what: 'Name or address of an icon; kept and answered' }) icon?: string | null;
  @Image() image_url?: string | null;
  @Image() divider_image_url?: string | null;
  @OneOf(['top', 'bottom'], { optional: true, nullable: true, default: 'top', name: 'StoreCategoryDividerPosition', what: 'Where the divider stands' }) divider_position?: 'top' | 'bottom' | null;
  @OneOf(['image', 'mask'], { optional: true, nullable: true, default: 'image', name: 'StoreCategoryDividerType', what: 'Whether the divider is a picture or a mask' }) divider_type?: 'image' | 'mask' | null;
  @Str({ optional: true, nullable: true, max: 64, pattern: /^[#A-Za-z0-9(),.%\s/-]*$/, what: 'A CSS colour' }) background_color?: string | null;
  @Image() background_image_url?: string | null;
  @OneOf(SIZES, { optional: true, nullable: true, name: 'BackgroundSize', what: 'How the background fills its room, as in CSS' }) background_size?: (typeof SIZES)[number] | null;
  @OneOf(['default', 'carousel'], { optional: true, nullable: true, name: 'StoreCategoryRenderType', what: '`carousel`: one row of cards that moves' }) render_type?: 'default' | 'carousel' | null;
  @Obj(() => StoreCategoryRenderOptions, { optional: true, nullable: true, what: 'Of a carousel' }) render_options?: StoreCategoryRenderOptions | null;
}

const POSITION = { min: -2_147_483_648, max: 2_147_483_647 } as const;

export class ItemCategoryCreate extends CategoryFields {
  @Str({ min: 1, max: 255, what: 'Shown to players' }) name: string;
  @Int({ ...POSITION, what: 'Order among its siblings, ascending' }) position: number;
}

export class ItemCategoryUpdate extends CategoryFields {
  @Str({ optional: true, min: 1, max: 255 }) name?: string;
  @Int({ optional: true, ...POSITION }) position?: number;
}

export class ItemCategoryBulkUpdate extends ItemCategoryUpdate {
  @Str({ max: 100, what: 'Which category' }) id: string;
}

export class ItemCategoryBulkDelete {
  @Str({ max: 100, what: 'Which category' }) id: string;
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
