import { namesOf } from './company.js';
import { NameList, wordsOf } from './list-names.js';

const LIST = new NameList([{ entry: '1', name: 'SMITH, John Paul' }, { entry: '2', name: 'Blue Fox Games Ltd.' }, { entry: '3', name: 'HIZB' }, { entry: '4', name: 'Ángel Núñez' }, { entry: '5', name: 'Co' }]);
const found = (name: string): string[] => LIST.hits([{ who: 'x', name }]).map(({ entry }) => entry);

describe('names on a list', () => {
  it.each<[string, string[]]>([
    ['John Paul Smith', ['1']], ['smith john', ['1']], ['John Paul Albert Smith', ['1']], ['Smith', []], ['John', []], ['Paul Smythe', []],
    ['BLUE FOX GAMES GmbH', ['2']], ['Blue-Fox Games', ['2']], ['Blue Whale Games', []], ['Blue Fox', ['2']],
    ['Hizb', ['3']], ['Hizb Games', []], ['Angel Nunez', ['4']], ['ángel núñez', ['4']], ['Co', ['5']], ['Whatever Co', []], ['', []], ['…', []],
  ])('%s', (name, entries) => {
    expect(found(name)).toEqual(entries);
  });

  it('are told with whose they are, each entry once', () => {
    const twice = new NameList([{ entry: '1', name: 'Ada Fuchs' }, { entry: '1', name: 'Fuchs, Ada Maria' }]);
    const names = namesOf({ legal_name: 'Fuchs GmbH', registration_number: '1', tax_id: null, country: 'DE', address_lines: [], website: null, people: [{ name: 'Bob', birth_date: '2000-01-01', country: 'DE', roles: [], ownership_percent: null }, { name: 'Ada Fuchs', birth_date: '2000-01-01', country: 'DE', roles: [], ownership_percent: null }] });
    expect(twice.hits(names)).toEqual([{ who: 'people[1]', entry: '1' }]);
  });

  it('are compared by words, whatever their order, marks and legal form', () => {
    expect(wordsOf("O’Brien & Söhne GmbH & Co. KG")).toEqual(['obrien', 'sohne']);
  });
});
