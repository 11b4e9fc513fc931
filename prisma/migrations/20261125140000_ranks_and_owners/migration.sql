-- For what there are contacts, and by what each can be reached.
ALTER TABLE "customers" ADD COLUMN "reachable" JSONB NOT NULL DEFAULT '[]';
UPDATE "customers" c SET "reachable" = known.reachable
FROM (
  SELECT "customerId", jsonb_agg(jsonb_build_object('purpose', purpose, 'by',
    CASE WHEN email IS NULL THEN '[]'::jsonb ELSE '["email"]'::jsonb END
    || CASE WHEN cardinality(postal) > 0 THEN '["letter"]'::jsonb ELSE '[]'::jsonb END) ORDER BY id) AS reachable
  FROM contacts GROUP BY "customerId"
) known
WHERE known."customerId" = c.id;

-- Whom a message was meant for, who got it, and who of ours got a copy: purposes and roles.
ALTER TABLE "touch_points" ADD COLUMN "meant" TEXT[] DEFAULT ARRAY[]::TEXT[],
  ADD COLUMN "reached" TEXT[] DEFAULT ARRAY[]::TEXT[],
  ADD COLUMN "copied" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- Our own people and desks, and who of them has which role for a customer.
CREATE TABLE "owners" (
  "id" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "email" TEXT,
  "telephone" TEXT,
  CONSTRAINT "owners_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "customer_owners" (
  "customerId" TEXT NOT NULL,
  "role" TEXT NOT NULL,
  "ownerId" TEXT NOT NULL,
  CONSTRAINT "customer_owners_pkey" PRIMARY KEY ("customerId", "role")
);
ALTER TABLE "customer_owners" ADD CONSTRAINT "customer_owners_customerId_fkey" FOREIGN KEY ("customerId") REFERENCES "customers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "customer_owners" ADD CONSTRAINT "customer_owners_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "owners"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
