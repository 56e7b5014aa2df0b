import { Seals, sealedBy, tenantSql, type SealedColumn } from './sealed-columns.js';

const column = (told: Partial<SealedColumn> = {}): SealedColumn => ({ table: 'probe.note', column: 'sealed', tenant: 'game_id', key: 'id', place: (key) => `probe.note|sealed|${key}`, form: 'bytes', ...told });

describe('the sealed columns of a context', () => {
  it('are those that its module names', () => {
    const [one, two] = [column(), column({ column: 'other' })];
    @Seals(one, two)
    class Sealing {}
    class Open {}
    expect(sealedBy(Sealing)).toEqual([one, two]);
    expect(sealedBy(Open)).toEqual([]);
    // As Nest hands on modules that were made by a function.
    expect(sealedBy({ module: Sealing })).toEqual([]);
  });

  it('are of the tenant of the row, or of the operator where the table is the operator’s own', () => {
    expect([tenantSql(column()), tenantSql(column({ tenant: 'studio_id' }), 't.'), tenantSql(column({ tenant: 'operator' })), tenantSql(column({ tenant: 'operator' }), 't.')]).toEqual(['game_id', 't.studio_id', "'operator'::text", "'operator'::text"]);
  });
});
