import { getMetadataStorage, IsInt, IsString, validateSync, ValidateIf } from 'class-validator';
import { rememberRulesOfClasses } from './validation-memo.js';

class Named {
  @IsString() name!: unknown;
}
class Aged extends Named {
  @IsInt() age!: unknown;
}
const faultsOf = (value: object): string[] => validateSync(value).map(({ property }) => property).sort();

describe('The rules of a class', () => {
  const storage = getMetadataStorage();
  const own = { read: storage.getTargetValidationMetadatas, add: storage.addValidationMetadata };
  let looks = 0;
  beforeEach(() => {
    looks = 0;
    storage.getTargetValidationMetadatas = function (...asked) {
      looks++;
      return own.read.apply(this, asked);
    };
    rememberRulesOfClasses();
  });
  afterEach(() => Object.assign(storage, { getTargetValidationMetadatas: own.read, addValidationMetadata: own.add }));

  it('are looked for once, inherited ones too', () => {
    for (let n = 0; n < 3; n++) expect([faultsOf(new Aged()), faultsOf(new Named())]).toEqual([['age', 'name'], ['name']]);
    expect(looks).toBe(2);
  });

  it('are looked for again once there are more of them', () => {
    class Late {
      @IsInt() first!: unknown;
      second!: unknown;
    }
    expect(faultsOf(new Late())).toEqual(['first']);
    IsInt()(Late.prototype, 'second');
    expect(faultsOf(new Late())).toEqual(['first', 'second']);
  });

  it('of a group are asked for each time', () => {
    class Grouped {
      @IsInt({ groups: ['sale'] }) price!: unknown;
      @ValidateIf(() => true, { groups: ['gift'] }) @IsString({ groups: ['gift'] }) to!: unknown;
    }
    const of = (group: string) => validateSync(new Grouped(), { groups: [group] }).map(({ property }) => property);
    expect([of('sale'), of('gift')]).toEqual([['price'], ['to']]);
  });
});
