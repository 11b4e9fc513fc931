-- Cheques that customers sent: until the bank has paid one, nothing of it is received.
CREATE TABLE "cheques" (
    "id" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "accountId" TEXT NOT NULL,
    "number" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "itemIds" TEXT[],
    "parts" JSONB NOT NULL,
    "status" TEXT NOT NULL,
    "reason" TEXT,
    "deposits" INTEGER NOT NULL,
    "depositedAt" TIMESTAMPTZ(3) NOT NULL,
    "askAt" TIMESTAMPTZ(3),
    "asks" TEXT,
    "endedAt" TIMESTAMPTZ(3),
    "paymentId" TEXT,

    CONSTRAINT "cheques_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "cheques_customerId_status_idx" ON "cheques"("customerId", "status");
CREATE INDEX "cheques_itemIds_idx" ON "cheques" USING GIN ("itemIds");

ALTER TABLE "cheques" ADD CONSTRAINT "cheques_customerId_fkey" FOREIGN KEY ("customerId") REFERENCES "customers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "cheques" ADD CONSTRAINT cheque_is_positive CHECK (amount > 0);
