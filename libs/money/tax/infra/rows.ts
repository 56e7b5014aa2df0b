import { EntitySchema } from 'typeorm';

export interface RegistrationRow {
  id: string;
  territory: string;
  region: string | null;
  scheme: string;
  entity: string | null;
  valid_from: string | null;
  valid_to: string | null;
  change_id: string | null;
}

export interface LocalRateRow {
  id: string;
  territory: string;
  region: string;
  postcode_prefix: string;
  name: string;
  rate: string;
  valid_from: string | null;
  valid_to: string | null;
  change_id: string | null;
}

export const RegistrationRows = new EntitySchema<RegistrationRow>({
  name: 'RegistrationRow', schema: 'tax', tableName: 'registration',
  columns: {
    id: { type: 'text', primary: true }, territory: { type: 'text' }, region: { type: 'text', nullable: true }, scheme: { type: 'text' }, entity: { type: 'text', nullable: true },
    valid_from: { type: 'date', nullable: true }, valid_to: { type: 'date', nullable: true }, change_id: { type: 'text', nullable: true },
  },
});

export const LocalRateRows = new EntitySchema<LocalRateRow>({
  name: 'LocalRateRow', schema: 'tax', tableName: 'local_rate',
  columns: {
    id: { type: 'text', primary: true }, territory: { type: 'text' }, region: { type: 'text' }, postcode_prefix: { type: 'text', default: '' }, name: { type: 'text' },
    rate: { type: 'text' }, valid_from: { type: 'date', nullable: true }, valid_to: { type: 'date', nullable: true }, change_id: { type: 'text', nullable: true },
  },
});
