/** The id of an account: one payer, one legal entity, one currency. */
export const accountId = ({
  customerId,
  legalEntityId,
  currency,
}: {
  customerId: string;
  legalEntityId: string;
  currency: string;
}): string => `${customerId}/${legalEntityId}/${currency}`;
