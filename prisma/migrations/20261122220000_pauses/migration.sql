-- Operators stop everything that would be sent, drawn or asked, with one row; the pauses that are over stay.
CREATE TABLE "pauses" (
    "id" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "pauses_pkey" PRIMARY KEY ("id")
);

-- There is one at a time.
CREATE UNIQUE INDEX pauses_under_way ON pauses ((true)) WHERE "endedAt" IS NULL;
