-- The ledger is append-only.
CREATE TRIGGER entries_are_not_deleted BEFORE DELETE ON entries BEGIN SELECT raise(ABORT, 'An entry of the ledger is never deleted: write another one.'); END;
