-- Whether a step of a ladder was severe when it was taken: after that nothing milder is said of its invoice. Of what somebody else took nobody knows.
ALTER TABLE "steps_taken" ADD COLUMN "severe" BOOLEAN;
UPDATE "steps_taken" s SET "severe" = coalesce((e.effect ->> 'alone')::boolean, false) FROM "effects" e
  WHERE s."effectId" = e.id AND s.how = 'taken' AND e.effect ->> 'purpose' = 'reminder' AND NOT e.effect ? 'accountId';
