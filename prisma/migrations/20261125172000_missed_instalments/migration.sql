-- Plans that end after so many missed of so many count those that were paid late, too.
ALTER TABLE "payment_plans" ADD COLUMN "missed" TEXT[] DEFAULT ARRAY[]::TEXT[];
UPDATE "payment_plans" SET "missed" = ARRAY["missedId"] WHERE "missedId" IS NOT NULL;
