/** A customer with an invoice that is overdue and one that is not: what is wanted for the first goes out at once, the second is paid meanwhile. */
import { expect } from '@jest/globals';
import { addDays, dateAt } from '../../domain/calendar.js';
import type { Report } from '../../domain/facts.js';
import { accountId } from '../../domain/ledger/account-id.js';
import { workflowIdOf } from '../../workflows/contract.js';
import type { House } from '../support/house.js';

/** In which an overdue invoice has one message, and leaves. */
export const ONE_REMINDER = `
journey: One reminder
contact: { at: "00:00", until: "23:59", zone: UTC }
lanes:
  collection:
    for: item
    stages:
      delivery: { on: { delivered: reminders } }
      reminders:
        steps:
          - { name: first, at: { days: 1, from: due }, do: { send: overdue } }
        on: { used up: end }
`;

export type CustomerInTrouble = Awaited<ReturnType<typeof createCustomerInTrouble>>;

interface CustomerInTroubleInput {
  house: House;
  id: string;
  journeyId: string;
  /** The provider's name of a card on which the customer agreed that we collect. */
  card?: string;
  /** Days until the second invoice is due. */
  laterDueIn?: number;
}

/** Records the invoices, so that the effect for the first is wanted from now on. */
export async function createCustomerInTrouble({ house, id, journeyId, card, laterDueIn = 30 }: CustomerInTroubleInput) {
  const { prisma } = house;
  const today = dateAt(Date.now(), 'UTC');
  const customer = await house.createCustomer({ id, journeyId });
  const account = accountId({ customerId: id, legalEntityId: customer.legalEntityId, currency: 'USD' });
  const common = { source: 'erp', effectiveOn: addDays(today, -33) };
  const invoice = ({
    number,
    amount,
    dueIn,
    delivered = true,
  }: {
    number: string;
    amount: number;
    dueIn: number;
    delivered?: boolean;
  }): Report => ({
    ...common,
    type: 'invoice.issued',
    externalId: `${id}/${number}`,
    data: {
      itemId: `${id}/${number}`,
      accountId: account,
      number,
      amount,
      currency: 'USD',
      dueOn: addDays(today, dueIn),
      delivery: delivered ? 'delivered' : 'waiting',
      orderIds: [],
    },
  });
  const tell = async (...reports: Report[]): Promise<void> => {
    const { upTo } = await house.record({ customerId: id, reports });
    await house.nudge({ customerId: id, upTo });
  };
  const method: Report[] = card
    ? [
        {
          ...common,
          type: 'method.added',
          externalId: `${id}/card`,
          data: { methodId: `${id}/card`, kind: 'card', providerRef: card, autopay: true },
        },
      ]
    : [];
  await tell(
    ...method,
    invoice({ number: 'OVERDUE', amount: 10_000, dueIn: -3 }),
    invoice({ number: 'LATER', amount: 4_000, dueIn: laterDueIn }),
  );

  const pending = async () => (await house.client.workflow.getHandle(workflowIdOf(id)).describe()).raw.pendingActivities?.[0];
  const rest = () => house.virtualTime.rest({ customerId: id });
  const underWay = () => prisma.effect.findMany({ where: { customerId: id, status: { in: ['planned', 'claimed'] } } });
  const open = async (number: string) => Number((await prisma.item.findUniqueOrThrow({ where: { id: `${id}/${number}` } })).open);
  /** Reports money as an outside system does, and waits until it is decided. Answers what the API answered. */
  async function pays({
    number,
    amount,
    reference,
  }: {
    number: string;
    amount: number;
    reference?: string;
  }): Promise<Record<string, unknown>> {
    const answer = await house.post('/v1/payments', {
      external_id: `${id}/${number}/${reference ?? 'transfer'}`,
      customer: id,
      amount,
      currency: 'USD',
      allocations: [{ invoice: number, amount }],
      ...(reference ? { reference } : {}),
    });
    expect(answer).toMatchObject({ status: 201 });
    await until('the payment is decided', async () => {
      const { applied } = await prisma.position.findUniqueOrThrow({ where: { customerId: id } });
      return applied >= Number(answer.body.fact_number);
    });
    return answer.body;
  }
  return {
    id,
    address: `${id}@customers.example`,
    tell,
    invoice,
    open,
    underWay,
    rest,
    /** What Temporal's UI says of the last try of the effect under way; undefined before one failed. */
    lastFailure: async (): Promise<string | undefined> => (await pending())?.lastFailure?.message ?? undefined,
    /** How often the effect under way was tried, this time included. */
    tries: async (): Promise<number> => (await pending())?.attempt ?? 0,
    pays,
    async decides({ taskId, outcome }: { taskId: string; outcome: string }): Promise<void> {
      await tell({ source: 'desk', externalId: taskId, effectiveOn: today, type: 'task.decided', data: { taskId, outcome } });
      await rest();
    },
    /** Pays the invoice that is not due: decided and settled while the effect for the other one is still under way. */
    async paysMeanwhile(): Promise<void> {
      await pays({ number: 'LATER', amount: 4_000 });
      expect(await open('LATER')).toBe(0);
      expect(await underWay()).toHaveLength(1);
    },
    tasks: async () =>
      (await prisma.task.findMany({ where: { customerId: id }, orderBy: { openedAt: 'asc' } })).map(
        ({ status, owner, kind }) => `${status} ${owner} ${kind}`,
      ),
    /** What the customer was told, by template, with what became of it. */
    told: async () =>
      (await prisma.touchPoint.findMany({ where: { customerId: id }, orderBy: { id: 'asc' } })).map(
        ({ template, state }) => `${template} ${state}`,
      ),
    facts: async (type: string) =>
      (await prisma.fact.findMany({ where: { customerId: id, type }, orderBy: { number: 'asc' } })).map(
        ({ data }) => data as Record<string, unknown>,
      ),
  };
}

/** Asks again until it holds; throws, naming what was waited for, after twenty seconds. */
export async function until(what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
  for (const end = Date.now() + 20_000; Date.now() < end; ) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`It was waited in vain until ${what}.`);
}
