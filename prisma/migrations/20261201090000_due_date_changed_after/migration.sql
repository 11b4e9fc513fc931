-- By decisions, not by clocks: two hosts' may differ, and one millisecond holds both a decision and what comes after it.
ALTER TABLE "items" ADD COLUMN "dueChangedAfter" INTEGER;
UPDATE "items" SET "dueChangedAfter" = coalesce((SELECT max(d.seq) FROM "decisions" d WHERE d."customerId" = "items"."customerId" AND d.at < "items"."dueChangedAt"), 0)
WHERE "dueChangedAt" IS NOT NULL;
ALTER TABLE "items" DROP COLUMN "dueChangedAt";
