-- The due date of one invoice can be changed after it was issued: what was planned by the one before is planned again.
ALTER TABLE "items" ADD COLUMN "dueChangedAt" TIMESTAMPTZ(3);
