-- Rules that give customers their journeys. The newest row is in force: of a legal entity's own, else of those for all.
CREATE TABLE "journey_rules" (
    "version" INTEGER NOT NULL,
    "legalEntityId" TEXT,
    "text" TEXT,
    "journeys" JSONB NOT NULL,
    "by" TEXT NOT NULL,
    "publishedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "journey_rules_pkey" PRIMARY KEY ("version")
);
ALTER TABLE "journey_rules" ADD CONSTRAINT "journey_rules_legalEntityId_fkey" FOREIGN KEY ("legalEntityId") REFERENCES "legal_entities"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE TRIGGER journey_rules_never_change BEFORE UPDATE OR DELETE ON "journey_rules" FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- A person gave the customer his journey; and when rules last judged it.
ALTER TABLE "customers" ADD COLUMN "journeyPinned" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "customers" ADD COLUMN "ruled" JSONB NOT NULL DEFAULT '{"on": null, "by": 0}';
