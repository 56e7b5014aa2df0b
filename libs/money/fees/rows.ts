import { EntitySchema } from 'typeorm';

export interface FeePlanRow {
  studio_id: string;
  id: string;
  /** Null: all games of the studio. */
  game_id: string | null;
  valid_from: string;
  rate_ppm: number;
  fixed_usd_minor: bigint;
  minimum_usd_minor: bigint;
  surcharges_ppm: Record<string, number>;
  set_by: string;
  created_at: Date;
}

export const FeePlanRows = new EntitySchema<FeePlanRow>({
  name: 'FeePlanRow', schema: 'fees', tableName: 'fee_plan',
  columns: {
    studio_id: { type: 'text', primary: true }, id: { type: 'text', primary: true }, game_id: { type: 'text', nullable: true }, valid_from: { type: 'date' }, rate_ppm: { type: 'int' }, fixed_usd_minor: { type: 'bigint' },
    minimum_usd_minor: { type: 'bigint' }, surcharges_ppm: { type: 'jsonb' }, set_by: { type: 'text' }, created_at: { type: 'timestamptz', createDate: true },
  },
});
