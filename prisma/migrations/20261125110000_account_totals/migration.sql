-- How many of an account's items are open, kept as its balance is.
ALTER TABLE "accounts" ADD COLUMN "openItems" INTEGER NOT NULL DEFAULT 0;
UPDATE accounts a SET "openItems" = (SELECT count(*) FROM items i WHERE i."customerId" = a."customerId" AND i."accountId" = a.id AND i.open > 0);

CREATE OR REPLACE FUNCTION apply_posting() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  now_open bigint;
BEGIN
  IF NEW.book = 'receivable' THEN
    UPDATE items SET open = open + NEW.amount WHERE id = NEW."itemId" AND "customerId" = NEW."customerId" RETURNING open INTO now_open;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'posting % is about item %, which customer % does not have', NEW.id, NEW."itemId", NEW."customerId" USING ERRCODE = 'DU004';
    END IF;
  END IF;
  IF NEW.book = 'receivable' THEN
    UPDATE accounts SET balance = balance + NEW.amount, "openItems" = "openItems" + (now_open > 0)::int - (now_open - NEW.amount > 0)::int
    WHERE id = NEW."accountId" AND "customerId" = NEW."customerId";
  ELSIF NEW.book = 'unapplied' THEN
    UPDATE accounts SET unapplied = unapplied - NEW.amount WHERE id = NEW."accountId" AND "customerId" = NEW."customerId";
  ELSE
    PERFORM FROM accounts WHERE id = NEW."accountId" AND "customerId" = NEW."customerId";
  END IF;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'posting % is to account %, which customer % does not have', NEW.id, NEW."accountId", NEW."customerId" USING ERRCODE = 'DU004';
  END IF;
  RETURN NULL;
END $$;

DROP TRIGGER accounts_start_from_zero ON accounts;
CREATE TRIGGER accounts_start_from_zero BEFORE INSERT ON accounts FOR EACH ROW WHEN (NEW.balance <> 0 OR NEW.unapplied <> 0 OR NEW."openItems" <> 0)
  EXECUTE FUNCTION refuse_setting('balance');
DROP TRIGGER accounts_total_by_postings ON accounts;
CREATE TRIGGER accounts_total_by_postings BEFORE UPDATE OF balance, unapplied, "openItems" ON accounts FOR EACH ROW
  WHEN ((NEW.balance <> OLD.balance OR NEW.unapplied <> OLD.unapplied OR NEW."openItems" <> OLD."openItems") AND pg_trigger_depth() = 0)
  EXECUTE FUNCTION refuse_setting('balance');
ALTER TABLE accounts ADD CONSTRAINT open_items_are_counted CHECK ("openItems" >= 0);

-- An account's oldest open items by issue, and the holds that are not ended.
CREATE INDEX items_open_by_issue ON items ("customerId", "issuedOn") WHERE open > 0;
CREATE INDEX holds_open ON holds ("customerId") WHERE "endedAt" IS NULL;
