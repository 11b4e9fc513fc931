-- CreateTable
CREATE TABLE "write_offs" (
    "id" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "itemId" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "code" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "write_offs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "chargebacks" (
    "id" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "paymentId" TEXT NOT NULL,
    "factNumber" INTEGER NOT NULL,
    "amount" BIGINT NOT NULL,
    "code" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "chargebacks_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "write_offs_customerId_idx" ON "write_offs"("customerId");

-- CreateIndex
CREATE INDEX "chargebacks_customerId_idx" ON "chargebacks"("customerId");

-- CreateIndex
CREATE INDEX "chargebacks_paymentId_idx" ON "chargebacks"("paymentId");

-- AddForeignKey
ALTER TABLE "write_offs" ADD CONSTRAINT "write_offs_customerId_fkey" FOREIGN KEY ("customerId") REFERENCES "customers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "chargebacks" ADD CONSTRAINT "chargebacks_customerId_fkey" FOREIGN KEY ("customerId") REFERENCES "customers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "chargebacks" ADD CONSTRAINT "chargebacks_paymentId_fkey" FOREIGN KEY ("paymentId") REFERENCES "payments"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "write_offs" ADD CONSTRAINT write_off_is_positive CHECK (amount > 0);
ALTER TABLE "chargebacks" ADD CONSTRAINT chargeback_is_positive CHECK (amount > 0);
