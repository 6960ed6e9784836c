-- Stripe forgets an idempotency key after a day: a refund that is still unclear then is looked for
-- at Stripe, and asked for again under another key. `asked_at` is when the attempt's key was first
-- used; null is `created_at`.
ALTER TABLE refunds ADD COLUMN attempt INTEGER NOT NULL DEFAULT 1;
ALTER TABLE refunds ADD COLUMN asked_at INTEGER;
CREATE INDEX refunds_unanswered ON refunds (created_at) WHERE status = 'asked';
