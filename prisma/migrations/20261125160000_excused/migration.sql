-- What we did wrong counts nothing against the customer: from this day on the invoice is not counted as late.
ALTER TABLE "items" ADD COLUMN "excusedOn" DATE;
