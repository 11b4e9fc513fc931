-- Who claimed an effect, and whether that process still lives; how often the provider was asked and may have heard it.
ALTER TABLE "effects" ADD COLUMN "claimedBy" TEXT,
ADD COLUMN "asked" INTEGER NOT NULL DEFAULT 0;

UPDATE "effects" SET "asked" = 1 WHERE "status" = 'claimed';

CREATE TABLE "worker_processes" (
    "id" TEXT NOT NULL,
    "seenAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "worker_processes_pkey" PRIMARY KEY ("id")
);

-- Customers whom pokes do not move, or whom Temporal refuses to be told of.
ALTER TABLE "news" ADD COLUMN "pokes" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN "failures" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN "problem" TEXT;

-- What no run may be carrying out any more.
CREATE INDEX effects_under_way ON effects (at) WHERE status IN ('planned', 'claimed');
