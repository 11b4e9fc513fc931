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

/** The currency of an account of the customer by its id; undefined for any other subject. */
export function currencyOfAccount({ customerId, subject }: { customerId: string; subject: string }): string | undefined {
  if (!subject.startsWith(`${customerId}/`)) return undefined;
  return /^[^/]+\/([A-Z]{3})$/.exec(subject.slice(customerId.length + 1))?.[1];
}
