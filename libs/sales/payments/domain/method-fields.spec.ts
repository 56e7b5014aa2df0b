import { FIELD_KINDS, fieldsOf, readField, readFields, type FieldKind } from '../contracts/method-fields.js';
import { PAYMENT_METHODS, TAKEN } from '../contracts/method-table.js';

describe('what a provider wants to be told of the buyer', () => {
  it('is known for each method that is taken, and nothing of others', () => {
    for (const [provider, methods] of Object.entries(TAKEN)) {
      for (const { id } of PAYMENT_METHODS) {
        const fields = fieldsOf(provider, id);
        if (fields.length > 0) expect([provider, id, methods.includes(id)]).toEqual([provider, id, true]);
        expect(new Set(fields.map(({ name }) => name)).size).toBe(fields.length);
        for (const { name, kind, format } of fields) {
          expect(name).toMatch(/^[a-z_]{1,20}$/);
          expect(FIELD_KINDS).toContain(kind);
          // What a page shows as an example is one that is taken.
          if (format !== null) expect([kind, readField(kind, format)]).toEqual([kind, expect.any(String)]);
        }
      }
    }
    expect([fieldsOf('stripe', 'card'), fieldsOf('stripe', 'toString'), fieldsOf('constructor', 'blik'), fieldsOf('none', 'blik')]).toEqual([[], [], [], []]);
  });
});

describe('a field', () => {
  it.each<[FieldKind, string, string]>([
    ['name', ' Zoë  de Vries ', 'Zoë de Vries'], ['name', 'Łó', 'Łó'], ['full_name', 'Ana María López', 'Ana María López'], ['email', 'a.b+c@shop.example.pl', 'a.b+c@shop.example.pl'],
    ['phone', '+351 912-345.678', '+351912345678'], ['phone', '00351 (912) 345 678', '+351912345678'], ['code', '123 456', '123456'], ['code', '000000', '000000'],
    ['tax_id_br', '529.982.247-25', '52998224725'], ['tax_id_br', '111.444.777-35', '11144477735'], ['tax_id_br', '11.222.333/0001-81', '11222333000181'], ['tax_id_br', '12.abc.345/01de-35', '12ABC34501DE35'],
    ['street', 'Av. Paulista, 1578', 'Av. Paulista, 1578'], ['city', 'São Paulo', 'São Paulo'], ['region_br', 'sp', 'SP'], ['postcode_br', '01310-100', '01310100'],
  ])('%s %j is told as %j', (kind, told, value) => expect(readField(kind, told)).toBe(value));

  it.each<[FieldKind, string]>([
    ['name', 'X'], ['name', '12345'], ['name', 'a'.repeat(101)], ['full_name', 'Ana'], ['full_name', 'Ana L'], ['full_name', `Ana ${'a'.repeat(100)}`], ['email', 'a@b'], ['email', '@b.example'], ['email', 'a b@c.example'], ['email', `${'a'.repeat(250)}@b.example`],
    ['phone', '912345678'], ['phone', '+35191'], ['phone', '+0912345678'], ['phone', '+3519123456789012'], ['phone', '+351 91x 345 678'], ['code', '12345'], ['code', '1234567'], ['code', '12345a'], ['code', '١٢٣٤٥٦'],
    ['tax_id_br', '529.982.247-26'], ['tax_id_br', '529.982.247-35'], ['tax_id_br', '000.000.000-00'], ['tax_id_br', '111.111.111-11'], ['tax_id_br', '11.222.333/0001-82'], ['tax_id_br', '11.222.333/0001-71'], ['tax_id_br', '00.000.000/0000-00'], ['tax_id_br', '5299822472'], ['tax_id_br', '12.ABC.345/01DE-3A'],
    ['street', '12'], ['street', '123'], ['city', 'X'], ['region_br', 'XX'], ['region_br', ''], ['postcode_br', '0131-100'], ['postcode_br', '013101000'], ['name', 'Ana\u0007Lopez'],
  ])('%s %j is none', (kind, told) => expect(readField(kind, told)).toBeNull());
});

describe('what was told', () => {
  const boleto = fieldsOf('stripe', 'boleto');
  const told = { name: 'Ana Souza', email: 'ana@example.com', tax_id: '529.982.247-25', street: 'Av. Paulista, 1578', city: 'São Paulo', region: 'SP', postcode: '01310-100' };

  it('goes to the provider as it wants it', () => expect(readFields(boleto, told)).toEqual({ values: { ...told, tax_id: '52998224725', postcode: '01310100' } }));

  it('is refused field by field, and so is what nobody has asked for', () => {
    expect(readFields(boleto, { ...told, name: '  ', tax_id: '1', phone: '+351912345678', toString: 'x' })).toEqual({
      problems: [{ name: 'phone', type: 'not_asked_for' }, { name: 'toString', type: 'not_asked_for' }, { name: 'name', type: 'missing' }, { name: 'tax_id', type: 'malformed' }],
    });
    expect(readFields([], {})).toEqual({ values: {} });
    expect(readFields([{ name: 'name', kind: 'name', format: null, required: false }], {})).toEqual({ values: {} });
    expect(readFields(fieldsOf('adyen', 'mb_way'), JSON.parse('{"__proto__":{"phone":"+351912345678"}}') as Record<string, string>)).toHaveProperty('problems');
  });
});
