-- The segments that a customer is in, and the day on which that was judged.
ALTER TABLE "customers" ADD COLUMN "segments" JSONB NOT NULL DEFAULT '{"on": null, "in": []}';
