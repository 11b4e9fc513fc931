-- Rules as they were read when they were published: what a later release refuses of their text goes on as it was.
ALTER TABLE "journey_rules" ADD COLUMN "definition" JSONB;
