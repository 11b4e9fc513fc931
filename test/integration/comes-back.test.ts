import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { addDays, dateAt } from '../../domain/calendar.js';
import { accountId } from '../../domain/ledger/account-id.js';
import { midnight } from '../../domain/replay/story.js';
import { workflowIdOf } from '../../workflows/contract.js';
import { type House, openHouse } from '../support/house.js';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const JOURNEY = `
journey: Two reminders
contact: { at: "00:00", until: "23:59", zone: UTC }
lanes:
  collection:
    for: item
    stages:
      delivery: { on: { delivered: reminders } }
      reminders:
        steps:
          - { name: first, at: { days: 1, from: due }, do: { send: overdue } }
          - { name: second, at: { days: 10, from: due }, do: { send: second-reminder } }
        on: { used up: end }
`;

it('a customer whose workflow was terminated goes on by the next poke: nothing is lost, nothing is sent again', async () => {
  const journeyId = await house.publish(JOURNEY);
  const id = 'cus_back';
  const { prisma, virtualTime } = house;
  const customer = await house.createCustomer({ id, journeyId });
  const today = dateAt(Date.now(), 'UTC');
  const account = accountId({ customerId: id, legalEntityId: customer.legalEntityId, currency: 'USD' });
  const issue = async (itemId: string) => {
    const report = {
      type: 'invoice.issued' as const,
      source: 'erp',
      externalId: itemId,
      effectiveOn: addDays(today, -33),
      data: {
        itemId,
        accountId: account,
        number: itemId,
        amount: 10_000,
        currency: 'USD',
        dueOn: addDays(today, -3),
        delivery: 'delivered' as const,
        orderIds: [],
      },
    };
    const { upTo } = await house.record({ customerId: id, reports: [report] });
    return upTo;
  };
  await house.nudge({ customerId: id, upTo: await issue('B-1') });
  await virtualTime.rest({ customerId: id });
  expect(await sent()).toEqual(['overdue']);

  await house.client.workflow.getHandle(workflowIdOf(id)).terminate('a test');
  const before = await prisma.position.findUniqueOrThrow({ where: { customerId: id } });
  await issue('B-2');
  await virtualTime.rest({ customerId: id });
  expect((await prisma.position.findUniqueOrThrow({ where: { customerId: id } })).seq).toBeGreaterThan(before.seq);
  expect(await sent()).toEqual(['overdue', 'overdue']);

  await virtualTime.moveTo({ customerId: id, to: midnight(addDays(today, 8)) });
  await virtualTime.rest({ customerId: id });
  expect(await sent()).toEqual(['overdue', 'overdue', 'second-reminder', 'second-reminder']);
  const mails = await house.mail.mails();
  expect(new Set(mails.map((mail) => mail.messageId)).size).toBe(4);
  expect(mails).toHaveLength(4);

  async function sent(): Promise<string[]> {
    return (await prisma.touchPoint.findMany({ where: { customerId: id, state: 'sent' }, orderBy: { sentAt: 'asc' } })).map(
      ({ template }) => template,
    );
  }
});
