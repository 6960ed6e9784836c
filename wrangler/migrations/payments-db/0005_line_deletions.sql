-- The ledger is append-only.
CREATE TRIGGER lines_are_not_deleted BEFORE DELETE ON ledger_lines BEGIN SELECT raise(ABORT, 'A line of the ledger is never deleted: write another entry.'); END;
