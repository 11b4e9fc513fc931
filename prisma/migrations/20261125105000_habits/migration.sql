-- Who a customer is, and how he paid: what segments ask about.
ALTER TABLE "customers" ADD COLUMN "kind" TEXT,
  ADD COLUMN "industry" TEXT,
  ADD COLUMN "size" TEXT,
  ADD COLUMN "paysBy" TEXT,
  ADD COLUMN "history" JSONB NOT NULL DEFAULT '[]';
ALTER TABLE "payments" ADD COLUMN "paidBy" TEXT NOT NULL DEFAULT 'unknown';

-- What was drawn before is known: it belongs to a charge.
UPDATE "payments" SET "paidBy" = 'collected' WHERE "chargeId" IS NOT NULL;

-- What was paid before: the newest 24 invoices of each customer that money settled last, in the ledger's own form.
UPDATE "customers" c SET "history" = past.history
FROM (
  SELECT "customerId", jsonb_agg(jsonb_build_object('item', id, 'paidOn', "paidOn"::text, 'daysLate', "paidOn" - "dueOn", 'by', "paidBy")
                                 ORDER BY "paidOn", id COLLATE "C") AS history
  FROM (
    SELECT i."customerId", i.id, i."dueOn", last."receivedOn" AS "paidOn", last."paidBy",
           row_number() OVER (PARTITION BY i."customerId" ORDER BY last."receivedOn" DESC, i.id COLLATE "C" DESC) AS place
    FROM items i
    CROSS JOIN LATERAL (
      SELECT p."receivedOn", p."paidBy", a."factNumber" FROM allocations a JOIN payments p ON p.id = a."paymentId"
      WHERE a."itemId" = i.id AND a.amount > 0 ORDER BY a."factNumber" DESC LIMIT 1) last
    WHERE i."settledAt" IS NOT NULL AND i.open = 0
  ) newest
  WHERE place <= 24
  GROUP BY "customerId"
) past
WHERE past."customerId" = c.id;
