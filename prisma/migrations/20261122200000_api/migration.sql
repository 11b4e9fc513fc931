-- Money of a payment that named an invoice which nobody knew.
CREATE TABLE "awaited_invoices" (
    "id" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "paymentId" TEXT NOT NULL,
    "invoice" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,

    CONSTRAINT "awaited_invoices_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "awaited_invoices_customerId_invoice_idx" ON "awaited_invoices"("customerId", "invoice");
CREATE INDEX "awaited_invoices_paymentId_idx" ON "awaited_invoices"("paymentId");
ALTER TABLE "awaited_invoices" ADD CONSTRAINT "awaited_invoices_paymentId_fkey" FOREIGN KEY ("paymentId") REFERENCES "payments"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE awaited_invoices ADD CONSTRAINT awaited_is_positive CHECK (amount > 0);

-- What requests with an Idempotency-Key were answered.
CREATE TABLE "kept_answers" (
    "caller" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "requestHash" TEXT NOT NULL,
    "status" INTEGER NOT NULL,
    "body" JSON NOT NULL,
    "keptAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "kept_answers_pkey" PRIMARY KEY ("caller","key")
);
CREATE INDEX "kept_answers_keptAt_idx" ON "kept_answers"("keptAt");
