-- On which day of a month a customer pays, so that moments can count from when his money is expected.
ALTER TABLE "customers" ADD COLUMN "paymentRun" INTEGER;
