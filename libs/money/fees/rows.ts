import { EntitySchema } from 'typeorm';

export interface FeePlanRow {
  game_id: string;
  id: string;
  valid_from: string;
  rate_ppm: number;
  created_at: Date;
}

export const FeePlanRows = new EntitySchema<FeePlanRow>({
  name: 'FeePlanRow', schema: 'fees', tableName: 'fee_plan',
  columns: { game_id: { type: 'text', primary: true }, id: { type: 'text', primary: true }, valid_from: { type: 'date' }, rate_ppm: { type: 'int' }, created_at: { type: 'timestamptz', createDate: true } },
});
