-- Payment plans: instalments that are asked for in place of their invoices as long as the plan runs. What is open stays in the ledger of the invoices.
CREATE TABLE payment_plans (
  id TEXT PRIMARY KEY,
  "customerId" TEXT NOT NULL REFERENCES customers (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  "accountId" TEXT NOT NULL,
  currency TEXT NOT NULL,
  number TEXT NOT NULL,
  "itemIds" TEXT[],
  instalments JSONB NOT NULL,
  status TEXT NOT NULL,
  "madeOn" DATE NOT NULL,
  "madeAt" TIMESTAMPTZ(3) NOT NULL,
  "endedAt" TIMESTAMPTZ(3),
  notices INTEGER NOT NULL,
  "missedId" TEXT,
  "noticedAt" TIMESTAMPTZ(3),
  CONSTRAINT payment_plans_status CHECK (status IN ('running', 'completed', 'broken', 'cancelled'))
);
CREATE INDEX "payment_plans_customerId_status_idx" ON payment_plans ("customerId", status);
