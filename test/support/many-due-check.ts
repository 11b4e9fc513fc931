/** How the reminders of a customer to whom very much falls due at once go out. */
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { type DecideAnswer, workflowIdOf } from '../../workflows/contract.js';
import type { House } from './house.js';
import { createManyDue, type ManyDue } from './many-due.js';

const NUMBER = /\bM\d{5}\b/g;

/** What was seen while the reminders of a customer went out. */
export interface Sending {
  /** The most effects that were under way at one moment. */
  mostAtOnce: number;
  /** Of how many reminders the mail server had the mail when the payment was decided. */
  sentWhenPaid: number;
  /** Decisions that took no fact in and started nothing. */
  idleDecisions: number;
  seconds: number;
  /** How many messages PostgreSQL knows of as sent. */
  sent: number;
  /** Message ids of the mails at the server. */
  messageIds: string[];
  /** The numbers of the invoices that each mail lists. */
  listed: string[][];
  stepsTaken: number;
}

/** Moves the customer to the moment at which all is due and watches until nothing is under way. In the middle the customer pays. Throws after `patienceMs`. */
export async function sendAll({ house, many, patienceMs }: { house: House; many: ManyDue; patienceMs: number }): Promise<Sending> {
  const { customerId, numbers, dueAt } = many;
  const { seq: before } = await house.prisma.position.findUniqueOrThrow({ where: { customerId } });
  await house.virtualTime.moveTo({ customerId, to: dueAt });
  const start = performance.now();
  let mostAtOnce = 0;
  let payment: Promise<number> | undefined;
  let sentWhenPaid: number | undefined;
  for (;;) {
    const { flying, taken, sent, applied } = await lookAt({ house, customerId });
    mostAtOnce = Math.max(mostAtOnce, flying);
    if (taken >= numbers.length / 2) payment ??= many.pay();
    if (payment && sentWhenPaid === undefined && applied >= (await payment)) sentWhenPaid = sent;
    if (taken === numbers.length && flying === 0) break;
    if (performance.now() - start > patienceMs)
      throw new Error(`Of ${numbers.length} steps ${taken} were taken after ${patienceMs} ms, and ${flying} effects are under way.`);
    await pause(20);
  }
  const seconds = (performance.now() - start) / 1_000;
  await house.virtualTime.rest({ customerId });
  const decisions = await house.prisma.decision.findMany({
    where: { customerId, seq: { gt: before } },
    select: { applied: true, result: true },
    orderBy: { seq: 'asc' },
  });
  const idle = decisions.filter(
    ({ applied, result }, n) =>
      (result as unknown as DecideAnswer).effects.length === 0 && applied === (decisions[n - 1]?.applied ?? numbers.length + 2),
  );
  const mails = (await house.mail.mails()).filter(({ to }) => to.includes(`${customerId}@customers.example`));
  return {
    mostAtOnce,
    sentWhenPaid: sentWhenPaid ?? Number.NaN,
    idleDecisions: idle.length,
    seconds,
    sent: await house.prisma.touchPoint.count({ where: { customerId, state: 'sent' } }),
    messageIds: mails.map(({ messageId }) => messageId),
    listed: mails.map(({ text }) => [...new Set(text.match(NUMBER))]),
    stepsTaken: await house.prisma.stepTaken.count({ where: { customerId, how: 'taken' } }),
  };
}

async function lookAt({ house, customerId }: { house: House; customerId: string }) {
  const [seen] = await house.prisma.$queryRaw<{ flying: number; taken: number; sent: number; applied: number }[]>`
    SELECT (SELECT count(*)::int FROM effects WHERE "customerId" = ${customerId} AND status IN ('planned', 'claimed')) AS flying,
           (SELECT count(*)::int FROM steps_taken WHERE "customerId" = ${customerId}) AS taken,
           (SELECT count(*)::int FROM touch_points WHERE "customerId" = ${customerId} AND state = 'sent') AS sent, applied
    FROM positions WHERE "customerId" = ${customerId}`;
  if (!seen) throw new Error(`Nothing was decided for ${customerId}.`);
  return seen;
}

/** At most fifty effects were under way, nothing failed, nobody is asked for help, no decision was made in vain, and the run goes on with nothing left to do. */
export async function expectNoTrouble({ house, many, sending }: { house: House; many: ManyDue; sending: Sending }): Promise<void> {
  const { customerId } = many;
  expect(sending.mostAtOnce).toBeLessThanOrEqual(50);
  // While there is no room it is looked again each second; and the last fifty outcomes find nothing more to start.
  expect(sending.idleDecisions).toBeLessThanOrEqual(sending.seconds + 50);
  expect({ failures: house.failures, problems: house.problems }).toEqual({ failures: [], problems: [] });
  expect(await house.prisma.task.count({ where: { customerId } })).toBe(0);
  expect(await house.prisma.position.findUniqueOrThrow({ where: { customerId } })).toMatchObject({ wakeAt: null });
  expect((await house.client.workflow.getHandle(workflowIdOf(customerId)).describe()).status.name).toBe('RUNNING');
}

/** So many single messages: each goes out once, at most fifty are under way, a payment is decided in between. */
export async function expectSentSingly({
  house,
  messages,
  patienceMs,
}: {
  house: House;
  messages: number;
  patienceMs: number;
}): Promise<void> {
  const many = await createManyDue({ house, id: `cus_${messages}_singly`, items: messages, together: false });
  const sending = await sendAll({ house, many, patienceMs });
  expect(sending).toMatchObject({ stepsTaken: messages, sent: messages });
  expect(sending.listed.flat().sort()).toEqual(many.numbers);
  expect(new Set(sending.messageIds).size).toBe(messages);
  expect(sending.sentWhenPaid).toBeLessThan(messages);
  await expectNoTrouble({ house, many, sending });
}
