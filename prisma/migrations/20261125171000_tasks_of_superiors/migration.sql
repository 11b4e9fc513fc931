-- A task says itself whose it becomes when its time is up, and what may be decided where the journey narrows that down.
ALTER TABLE "tasks" ADD COLUMN "choices" TEXT[] DEFAULT ARRAY[]::TEXT[],
  ADD COLUMN "superior" TEXT;
UPDATE "tasks" SET "superior" = 'head-of-ar' WHERE status = 'open' AND "dueAt" IS NOT NULL
  AND kind IN ('call', 'bad-score', 'undelivered', 'refused', 'dispute', 'said-to-be-paid', 'reply-waiting', 'cheque-in-the-post', 'file-claim', 'fix-address', 'message-unknown', 'deposit-cheque');
