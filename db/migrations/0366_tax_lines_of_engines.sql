-- Who files what a line tells: null is the operator, as before.
ALTER TABLE ledger.tax_line ADD COLUMN filed_by text;
