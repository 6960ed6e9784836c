-- The ledger is append-only.
CREATE TRIGGER entries_are_not_changed BEFORE UPDATE ON entries BEGIN SELECT raise(ABORT, 'An entry of the ledger is never changed: write another one.'); END;
