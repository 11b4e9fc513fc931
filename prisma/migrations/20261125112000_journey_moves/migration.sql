-- Undertakings that move customers to a version of a journey. What became of each customer stands in his facts.
CREATE TABLE "journey_moves" (
    "id" TEXT NOT NULL,
    "journeyId" TEXT NOT NULL,
    "fromIds" TEXT[],
    "chosen" JSONB NOT NULL,
    "by" TEXT NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "endedAt" TIMESTAMPTZ(3),
    "undoes" TEXT,

    CONSTRAINT "journey_moves_pkey" PRIMARY KEY ("id")
);
ALTER TABLE "journey_moves" ADD CONSTRAINT "journey_moves_journeyId_fkey" FOREIGN KEY ("journeyId") REFERENCES "journey_versions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Whom a move reached: for the way back, and to count them.
CREATE INDEX facts_moves ON facts ((data->>'move')) WHERE type = 'journey.moved';
