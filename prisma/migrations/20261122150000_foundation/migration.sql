-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "legal_entities" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "country" TEXT NOT NULL,
    "senderAddress" TEXT NOT NULL,
    "invoicePrefix" TEXT NOT NULL,
    "nextInvoice" INTEGER NOT NULL,

    CONSTRAINT "legal_entities_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "customers" (
    "id" TEXT NOT NULL,
    "legalEntityId" TEXT NOT NULL,
    "externalId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "payerId" TEXT,
    "timeZone" TEXT NOT NULL,
    "locale" TEXT NOT NULL,
    "country" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "netDays" INTEGER NOT NULL,
    "dueDay" INTEGER,
    "billingCycle" TEXT NOT NULL,
    "billingDay" INTEGER,
    "deliverBy" TEXT NOT NULL,
    "riskClass" TEXT NOT NULL,
    "knownSince" DATE NOT NULL,
    "creditStatus" TEXT NOT NULL,
    "creditLimit" BIGINT,
    "creditDecidedAt" TIMESTAMPTZ(3),
    "journeyId" TEXT NOT NULL,
    "lastFact" INTEGER NOT NULL,
    "clockOffsetMs" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "customers_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "contacts" (
    "id" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT,

    CONSTRAINT "contacts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "payment_methods" (
    "id" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "providerRef" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "addedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "payment_methods_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "consents" (
    "id" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "methodId" TEXT NOT NULL,
    "givenAt" TIMESTAMPTZ(3) NOT NULL,
    "withdrawnAt" TIMESTAMPTZ(3),

    CONSTRAINT "consents_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "accounts" (
    "id" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "legalEntityId" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "balance" BIGINT NOT NULL DEFAULT 0,
    "unapplied" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "accounts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "items" (
    "id" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "accountId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "number" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "open" BIGINT NOT NULL DEFAULT 0,
    "currency" TEXT NOT NULL,
    "issuedOn" DATE NOT NULL,
    "dueOn" DATE NOT NULL,
    "delivery" TEXT NOT NULL,
    "deliveredAt" TIMESTAMPTZ(3),
    "settledAt" TIMESTAMPTZ(3),

    CONSTRAINT "items_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "item_lines" (
    "itemId" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "description" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,

    CONSTRAINT "item_lines_pkey" PRIMARY KEY ("itemId","position")
);

-- CreateTable
CREATE TABLE "orders" (
    "id" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "accountId" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "placedOn" DATE NOT NULL,
    "status" TEXT NOT NULL,
    "itemId" TEXT,

    CONSTRAINT "orders_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "payments" (
    "id" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "accountId" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "unapplied" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "receivedOn" DATE NOT NULL,
    "chargeId" TEXT,

    CONSTRAINT "payments_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "allocations" (
    "id" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "paymentId" TEXT NOT NULL,
    "itemId" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "factNumber" INTEGER NOT NULL,

    CONSTRAINT "allocations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "postings" (
    "id" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "factNumber" INTEGER NOT NULL,
    "accountId" TEXT NOT NULL,
    "book" TEXT NOT NULL,
    "itemId" TEXT,
    "amount" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,

    CONSTRAINT "postings_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "charges" (
    "id" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "itemIds" TEXT[],
    "methodId" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "charges_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "attempts" (
    "id" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "chargeId" TEXT NOT NULL,
    "methodId" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "outcome" TEXT NOT NULL,
    "code" TEXT,
    "reasonClass" TEXT,
    "reference" TEXT,

    CONSTRAINT "attempts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "disputes" (
    "id" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "itemId" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "reasonCode" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "openedAt" TIMESTAMPTZ(3) NOT NULL,
    "resolvedAt" TIMESTAMPTZ(3),
    "outcome" TEXT,

    CONSTRAINT "disputes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "holds" (
    "id" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "amount" BIGINT,
    "stops" TEXT[],
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "endsAt" TIMESTAMPTZ(3),
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "holds_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tasks" (
    "id" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "owner" TEXT NOT NULL,
    "openedAt" TIMESTAMPTZ(3) NOT NULL,
    "dueAt" TIMESTAMPTZ(3),
    "status" TEXT NOT NULL,
    "outcome" TEXT,
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "tasks_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "surveys" (
    "id" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "askedAt" TIMESTAMPTZ(3) NOT NULL,
    "answeredAt" TIMESTAMPTZ(3),
    "score" INTEGER,

    CONSTRAINT "surveys_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "survey_answers" (
    "surveyId" TEXT NOT NULL,
    "comment" TEXT NOT NULL,

    CONSTRAINT "survey_answers_pkey" PRIMARY KEY ("surveyId")
);

-- CreateTable
CREATE TABLE "facts" (
    "customerId" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "type" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "externalId" TEXT NOT NULL,
    "effectiveOn" DATE NOT NULL,
    "recordedAt" TIMESTAMPTZ(3) NOT NULL,
    "data" JSONB NOT NULL,

    CONSTRAINT "facts_pkey" PRIMARY KEY ("customerId","number")
);

-- CreateTable
CREATE TABLE "journey_versions" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "definition" JSONB NOT NULL,
    "publishedAt" TIMESTAMPTZ(3) NOT NULL,
    "isDefault" BOOLEAN NOT NULL,

    CONSTRAINT "journey_versions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "positions" (
    "customerId" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "applied" INTEGER NOT NULL,
    "wakeAt" TIMESTAMPTZ(3),
    "headline" JSONB NOT NULL,

    CONSTRAINT "positions_pkey" PRIMARY KEY ("customerId")
);

-- CreateTable
CREATE TABLE "tokens" (
    "customerId" TEXT NOT NULL,
    "lane" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "stage" TEXT,
    "enteredAt" TIMESTAMPTZ(3) NOT NULL,
    "wakeAt" TIMESTAMPTZ(3),
    "leftStage" TEXT,
    "data" JSONB NOT NULL,

    CONSTRAINT "tokens_pkey" PRIMARY KEY ("customerId","lane","subject")
);

-- CreateTable
CREATE TABLE "steps_taken" (
    "customerId" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "step" TEXT NOT NULL,
    "occurrence" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "how" TEXT NOT NULL,
    "effectId" TEXT,

    CONSTRAINT "steps_taken_pkey" PRIMARY KEY ("customerId","subject","step","occurrence")
);

-- CreateTable
CREATE TABLE "effects" (
    "id" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "effect" JSONB NOT NULL,
    "status" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "claimedAt" TIMESTAMPTZ(3),
    "endedAt" TIMESTAMPTZ(3),
    "outcome" TEXT,

    CONSTRAINT "effects_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "decisions" (
    "customerId" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "applied" INTEGER NOT NULL,
    "result" JSON NOT NULL,
    "reasons" JSONB NOT NULL,

    CONSTRAINT "decisions_pkey" PRIMARY KEY ("customerId","seq")
);

-- CreateTable
CREATE TABLE "touch_points" (
    "id" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "contactId" TEXT,
    "channel" TEXT NOT NULL,
    "template" TEXT NOT NULL,
    "messageId" TEXT NOT NULL,
    "subjects" TEXT[],
    "state" TEXT NOT NULL,
    "sentAt" TIMESTAMPTZ(3),
    "stored" BYTEA,

    CONSTRAINT "touch_points_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "news" (
    "customerId" TEXT NOT NULL,
    "upTo" INTEGER NOT NULL,
    "pokeAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "news_pkey" PRIMARY KEY ("customerId")
);

-- CreateTable
CREATE TABLE "api_keys" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "revokedAt" TIMESTAMPTZ(3),

    CONSTRAINT "api_keys_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "customers_legalEntityId_externalId_key" ON "customers"("legalEntityId", "externalId");

-- CreateIndex
CREATE INDEX "contacts_customerId_idx" ON "contacts"("customerId");

-- CreateIndex
CREATE INDEX "payment_methods_customerId_idx" ON "payment_methods"("customerId");

-- CreateIndex
CREATE INDEX "consents_customerId_idx" ON "consents"("customerId");

-- CreateIndex
CREATE INDEX "accounts_customerId_idx" ON "accounts"("customerId");

-- CreateIndex
CREATE INDEX "items_customerId_dueOn_idx" ON "items"("customerId", "dueOn");

-- CreateIndex
CREATE INDEX "items_customerId_number_idx" ON "items"("customerId", "number");

-- CreateIndex
CREATE INDEX "orders_customerId_idx" ON "orders"("customerId");

-- CreateIndex
CREATE INDEX "payments_customerId_idx" ON "payments"("customerId");

-- CreateIndex
CREATE INDEX "allocations_paymentId_idx" ON "allocations"("paymentId");

-- CreateIndex
CREATE INDEX "allocations_itemId_idx" ON "allocations"("itemId");

-- CreateIndex
CREATE INDEX "postings_customerId_factNumber_idx" ON "postings"("customerId", "factNumber");

-- CreateIndex
CREATE INDEX "postings_itemId_idx" ON "postings"("itemId");

-- CreateIndex
CREATE INDEX "charges_customerId_idx" ON "charges"("customerId");

-- CreateIndex
CREATE INDEX "charges_itemIds_idx" ON "charges" USING GIN ("itemIds");

-- CreateIndex
CREATE INDEX "attempts_chargeId_idx" ON "attempts"("chargeId");

-- CreateIndex
CREATE INDEX "disputes_customerId_idx" ON "disputes"("customerId");

-- CreateIndex
CREATE INDEX "holds_customerId_subject_idx" ON "holds"("customerId", "subject");

-- CreateIndex
CREATE INDEX "tasks_customerId_subject_idx" ON "tasks"("customerId", "subject");

-- CreateIndex
CREATE INDEX "tasks_status_owner_idx" ON "tasks"("status", "owner");

-- CreateIndex
CREATE INDEX "surveys_customerId_idx" ON "surveys"("customerId");

-- CreateIndex
CREATE UNIQUE INDEX "facts_source_externalId_key" ON "facts"("source", "externalId");

-- CreateIndex
CREATE UNIQUE INDEX "journey_versions_name_version_key" ON "journey_versions"("name", "version");

-- CreateIndex
CREATE INDEX "positions_wakeAt_idx" ON "positions"("wakeAt");

-- CreateIndex
CREATE INDEX "tokens_customerId_lane_stage_subject_idx" ON "tokens"("customerId", "lane", "stage", "subject");

-- CreateIndex
CREATE INDEX "tokens_customerId_subject_idx" ON "tokens"("customerId", "subject");

-- CreateIndex
CREATE INDEX "steps_taken_effectId_idx" ON "steps_taken"("effectId");

-- CreateIndex
CREATE INDEX "effects_customerId_status_idx" ON "effects"("customerId", "status");

-- CreateIndex
CREATE UNIQUE INDEX "touch_points_messageId_key" ON "touch_points"("messageId");

-- CreateIndex
CREATE INDEX "touch_points_customerId_idx" ON "touch_points"("customerId");

-- CreateIndex
CREATE INDEX "news_pokeAt_idx" ON "news"("pokeAt");

-- CreateIndex
CREATE UNIQUE INDEX "api_keys_hash_key" ON "api_keys"("hash");

-- AddForeignKey
ALTER TABLE "customers" ADD CONSTRAINT "customers_legalEntityId_fkey" FOREIGN KEY ("legalEntityId") REFERENCES "legal_entities"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "customers" ADD CONSTRAINT "customers_payerId_fkey" FOREIGN KEY ("payerId") REFERENCES "customers"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "customers" ADD CONSTRAINT "customers_journeyId_fkey" FOREIGN KEY ("journeyId") REFERENCES "journey_versions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "contacts" ADD CONSTRAINT "contacts_customerId_fkey" FOREIGN KEY ("customerId") REFERENCES "customers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "payment_methods" ADD CONSTRAINT "payment_methods_customerId_fkey" FOREIGN KEY ("customerId") REFERENCES "customers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "consents" ADD CONSTRAINT "consents_customerId_fkey" FOREIGN KEY ("customerId") REFERENCES "customers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_customerId_fkey" FOREIGN KEY ("customerId") REFERENCES "customers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "items" ADD CONSTRAINT "items_customerId_fkey" FOREIGN KEY ("customerId") REFERENCES "customers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "item_lines" ADD CONSTRAINT "item_lines_itemId_fkey" FOREIGN KEY ("itemId") REFERENCES "items"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "orders" ADD CONSTRAINT "orders_customerId_fkey" FOREIGN KEY ("customerId") REFERENCES "customers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "payments" ADD CONSTRAINT "payments_customerId_fkey" FOREIGN KEY ("customerId") REFERENCES "customers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "allocations" ADD CONSTRAINT "allocations_paymentId_fkey" FOREIGN KEY ("paymentId") REFERENCES "payments"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "charges" ADD CONSTRAINT "charges_customerId_fkey" FOREIGN KEY ("customerId") REFERENCES "customers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "attempts" ADD CONSTRAINT "attempts_chargeId_fkey" FOREIGN KEY ("chargeId") REFERENCES "charges"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "disputes" ADD CONSTRAINT "disputes_customerId_fkey" FOREIGN KEY ("customerId") REFERENCES "customers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "holds" ADD CONSTRAINT "holds_customerId_fkey" FOREIGN KEY ("customerId") REFERENCES "customers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_customerId_fkey" FOREIGN KEY ("customerId") REFERENCES "customers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "surveys" ADD CONSTRAINT "surveys_customerId_fkey" FOREIGN KEY ("customerId") REFERENCES "customers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "survey_answers" ADD CONSTRAINT "survey_answers_surveyId_fkey" FOREIGN KEY ("surveyId") REFERENCES "surveys"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "facts" ADD CONSTRAINT "facts_customerId_fkey" FOREIGN KEY ("customerId") REFERENCES "customers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "positions" ADD CONSTRAINT "positions_customerId_fkey" FOREIGN KEY ("customerId") REFERENCES "customers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tokens" ADD CONSTRAINT "tokens_customerId_fkey" FOREIGN KEY ("customerId") REFERENCES "customers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "steps_taken" ADD CONSTRAINT "steps_taken_customerId_fkey" FOREIGN KEY ("customerId") REFERENCES "customers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "effects" ADD CONSTRAINT "effects_customerId_fkey" FOREIGN KEY ("customerId") REFERENCES "customers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "decisions" ADD CONSTRAINT "decisions_customerId_fkey" FOREIGN KEY ("customerId") REFERENCES "customers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "touch_points" ADD CONSTRAINT "touch_points_customerId_fkey" FOREIGN KEY ("customerId") REFERENCES "customers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "news" ADD CONSTRAINT "news_customerId_fkey" FOREIGN KEY ("customerId") REFERENCES "customers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;



-- What the database itself refuses -------------------------------------------------------------------------------------------------------

-- Facts of a customer are numbered 1, 2, 3 … without a gap. The update takes the customer's row, so two writers never get the same number.
CREATE FUNCTION number_fact() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE customers SET "lastFact" = NEW.number WHERE id = NEW."customerId" AND "lastFact" = NEW.number - 1;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'fact % of customer % would leave a gap or repeat a number', NEW.number, NEW."customerId" USING ERRCODE = 'DU001';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER facts_are_numbered BEFORE INSERT ON facts FOR EACH ROW EXECUTE FUNCTION number_fact();

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'DU002';
END $$;
CREATE TRIGGER facts_never_change BEFORE UPDATE OR DELETE ON facts FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER postings_never_change BEFORE UPDATE OR DELETE ON postings FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER decisions_never_change BEFORE UPDATE OR DELETE ON decisions FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER journey_texts_never_change BEFORE UPDATE OF id, name, version, text, definition OR DELETE ON journey_versions FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER facts_are_never_truncated BEFORE TRUNCATE ON facts FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER postings_are_never_truncated BEFORE TRUNCATE ON postings FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The postings of one fact sum to zero in each currency, judged when the transaction commits.
CREATE FUNCTION postings_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM postings WHERE "customerId" = NEW."customerId" AND "factNumber" = NEW."factNumber" GROUP BY currency HAVING sum(amount) <> 0
  ) THEN
    RAISE EXCEPTION 'postings of fact % of customer % do not sum to zero', NEW."factNumber", NEW."customerId" USING ERRCODE = 'DU003';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER postings_sum_to_zero AFTER INSERT ON postings DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION postings_balance();

-- What is open on an item, and an account's totals, follow from postings alone.
CREATE FUNCTION apply_posting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.book = 'receivable' THEN
    UPDATE items SET open = open + NEW.amount WHERE id = NEW."itemId" AND "customerId" = NEW."customerId";
    IF NOT FOUND THEN
      RAISE EXCEPTION 'posting % is about item %, which customer % does not have', NEW.id, NEW."itemId", NEW."customerId" USING ERRCODE = 'DU004';
    END IF;
  END IF;
  IF NEW.book = 'receivable' THEN
    UPDATE accounts SET balance = balance + NEW.amount WHERE id = NEW."accountId" AND "customerId" = NEW."customerId";
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
CREATE TRIGGER postings_apply AFTER INSERT ON postings FOR EACH ROW EXECUTE FUNCTION apply_posting();

-- What follows from facts and postings is set by their triggers and by nobody else.
CREATE FUNCTION refuse_setting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% of % follows from facts and postings: setting it is refused', TG_ARGV[0], TG_TABLE_NAME USING ERRCODE = 'DU005';
END $$;
CREATE TRIGGER facts_count_from_zero BEFORE INSERT ON customers FOR EACH ROW WHEN (NEW."lastFact" <> 0)
  EXECUTE FUNCTION refuse_setting('lastFact');
CREATE TRIGGER facts_count_themselves BEFORE UPDATE OF "lastFact" ON customers FOR EACH ROW
  WHEN (NEW."lastFact" <> OLD."lastFact" AND pg_trigger_depth() = 0) EXECUTE FUNCTION refuse_setting('lastFact');
CREATE TRIGGER items_open_from_zero BEFORE INSERT ON items FOR EACH ROW WHEN (NEW.open <> 0) EXECUTE FUNCTION refuse_setting('open');
CREATE TRIGGER items_open_by_postings BEFORE UPDATE OF open ON items FOR EACH ROW
  WHEN (NEW.open <> OLD.open AND pg_trigger_depth() = 0) EXECUTE FUNCTION refuse_setting('open');
CREATE TRIGGER accounts_start_from_zero BEFORE INSERT ON accounts FOR EACH ROW WHEN (NEW.balance <> 0 OR NEW.unapplied <> 0)
  EXECUTE FUNCTION refuse_setting('balance');
CREATE TRIGGER accounts_total_by_postings BEFORE UPDATE OF balance, unapplied ON accounts FOR EACH ROW
  WHEN ((NEW.balance <> OLD.balance OR NEW.unapplied <> OLD.unapplied) AND pg_trigger_depth() = 0) EXECUTE FUNCTION refuse_setting('balance');

ALTER TABLE items ADD CONSTRAINT item_is_never_overpaid CHECK (open >= 0);
ALTER TABLE accounts ADD CONSTRAINT unapplied_is_never_negative CHECK (unapplied >= 0);
ALTER TABLE payments ADD CONSTRAINT payment_is_positive CHECK (amount > 0 AND unapplied >= 0 AND unapplied <= amount);
ALTER TABLE customers ADD CONSTRAINT facts_count_up CHECK ("lastFact" >= 0);

-- The open items of an account in order of their due dates: the oldest, and what unapplied money covers.
CREATE INDEX items_open ON items ("customerId", "dueOn") WHERE open > 0;
-- What every decision looks at, however much of it is over.
CREATE INDEX orders_open ON orders ("customerId") WHERE status <> 'invoiced';
CREATE INDEX tasks_open ON tasks ("customerId") WHERE status = 'open';
CREATE INDEX steps_of_surveys ON steps_taken ("customerId") WHERE step IN ('csat', 'nps');
-- Tokens that want to be asked.
CREATE INDEX tokens_due ON tokens ("customerId", "wakeAt") WHERE "wakeAt" IS NOT NULL;
