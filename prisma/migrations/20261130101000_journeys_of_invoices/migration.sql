-- An invoice may walk the lanes for invoices of another journey than its customer's.
ALTER TABLE "customers" ADD COLUMN "itemJourneys" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[];
ALTER TABLE "items" ADD COLUMN "journeyId" TEXT;
ALTER TABLE "items" ADD CONSTRAINT "items_journeyId_fkey" FOREIGN KEY ("journeyId") REFERENCES "journey_versions"("id") ON DELETE SET NULL ON UPDATE CASCADE;
