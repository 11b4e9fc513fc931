-- Promises to pay: so much of an invoice by a day, with the money that came since.
CREATE TABLE "payment_promises" (
    "id" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "itemId" TEXT NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "amount" BIGINT NOT NULL,
    "byOn" DATE NOT NULL,
    "untilOn" DATE,
    "status" TEXT NOT NULL,
    "madeAt" TIMESTAMPTZ(3) NOT NULL,
    "judgedAt" TIMESTAMPTZ(3),
    "paid" JSONB NOT NULL,

    CONSTRAINT "payment_promises_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "payment_promises_customerId_status_idx" ON "payment_promises"("customerId", "status");
CREATE INDEX "payment_promises_itemId_idx" ON "payment_promises"("itemId");

-- An invoice has one open promise at a time.
CREATE UNIQUE INDEX payment_promises_open ON payment_promises ("itemId") WHERE status = 'open';

ALTER TABLE "payment_promises" ADD CONSTRAINT "payment_promises_customerId_fkey" FOREIGN KEY ("customerId") REFERENCES "customers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
