-- Amounts are in the currency's smallest unit. Times are epoch milliseconds, but Stripe's own, which
-- are seconds as Stripe tells them.

-- A payment that was asked for. `lead_id` and `description` go when a person is erased.
CREATE TABLE payments (
  id TEXT PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  digest TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  amount INTEGER NOT NULL,
  currency TEXT NOT NULL,
  description TEXT,
  lead_id TEXT,
  session_id TEXT UNIQUE,
  url TEXT,
  outcome TEXT CHECK (outcome IN ('processing', 'failed', 'expired'))
) STRICT;
CREATE INDEX payments_by_lead ON payments (lead_id) WHERE lead_id IS NOT NULL;

-- What is known of Stripe's objects: merged, see payment_facts.py.
CREATE TABLE facts (
  kind TEXT NOT NULL,
  object TEXT NOT NULL,
  book TEXT NOT NULL,
  charge TEXT,
  currency TEXT NOT NULL,
  amount INTEGER NOT NULL,
  rank INTEGER NOT NULL,
  made_at INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (kind, object)
) STRICT, WITHOUT ROWID;
CREATE INDEX facts_by_book ON facts (book);
CREATE INDEX facts_by_charge ON facts (charge) WHERE charge IS NOT NULL;

-- A book is a payment intent, or a charge without one. Who writes in it raises its version, so that
-- of two who have read the same one comes again.
CREATE TABLE books (
  book TEXT PRIMARY KEY,
  version INTEGER NOT NULL,
  payment_id TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX books_by_payment ON books (payment_id) WHERE payment_id IS NOT NULL;

-- The ledger. An entry and its lines are never changed: a correction is another entry.
CREATE TABLE entries (
  id TEXT PRIMARY KEY,
  book TEXT NOT NULL,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('capture', 'fee', 'refund', 'dispute', 'dispute_fee')),
  currency TEXT NOT NULL,
  amount INTEGER NOT NULL CHECK (amount <> 0)
) STRICT;
CREATE INDEX entries_by_book ON entries (book);
CREATE INDEX entries_by_time ON entries (at, id);
CREATE TABLE ledger_lines (
  entry_id TEXT NOT NULL REFERENCES entries (id),
  number INTEGER NOT NULL,
  account TEXT NOT NULL,
  amount INTEGER NOT NULL,
  PRIMARY KEY (entry_id, number)
) STRICT, WITHOUT ROWID;

-- Refunds that were asked for here. `stripe_id` is there once Stripe has answered.
CREATE TABLE refunds (
  id TEXT PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  digest TEXT NOT NULL,
  payment_id TEXT NOT NULL,
  book TEXT NOT NULL,
  amount INTEGER NOT NULL,
  currency TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  stripe_id TEXT,
  status TEXT NOT NULL
) STRICT;
CREATE INDEX refunds_by_book ON refunds (book);
CREATE INDEX refunds_by_payment ON refunds (payment_id);

CREATE TABLE effects (
  key TEXT PRIMARY KEY,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX effects_by_age ON effects (at);
