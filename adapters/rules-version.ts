/** The version of the rules in force for customers of the legal entity that the SQL expression names; null: there are none. */
export const versionInForce = (legalEntityId: string): string =>
  `(SELECT version FROM journey_rules WHERE "legalEntityId" IS NULL OR "legalEntityId" = ${legalEntityId} ORDER BY "legalEntityId" NULLS LAST, version DESC LIMIT 1)`;
