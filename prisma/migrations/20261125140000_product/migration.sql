-- What was sold, so that segments can ask for it.
ALTER TABLE "items" ADD COLUMN "product" TEXT;
