-- The ledger is append-only.
CREATE TRIGGER lines_are_not_changed BEFORE UPDATE ON ledger_lines BEGIN SELECT raise(ABORT, 'A line of the ledger is never changed: write another entry.'); END;
