-- Letters need postal addresses.
ALTER TABLE "contacts" ADD COLUMN "postal" TEXT[];
