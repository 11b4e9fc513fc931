/** An effect that one attempt is at is not begun by another one, whoever asks: it would reach the customer twice. */
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import proto from '@temporalio/proto';
import { TryAgain } from '../../activities/perform.js';
import type { MailOutcome } from '../../activities/ports/mailer.js';
import { createMailActivities } from '../../activities/send-message.js';
import { createBooks } from '../../adapters/prisma-books.js';
import { startWorkerProcess } from '../../adapters/worker-process.js';
import { workflowIdOf } from '../../workflows/contract.js';
import { type House, openHouse } from '../support/house.js';
import { createCustomerInTrouble, ONE_REMINDER, until } from './customer-in-trouble.js';
import { createTroubledSmtp, type TroubledSmtp } from './troubled-smtp.js';

const STARTED = proto.temporal.api.enums.v1.PendingActivityState.PENDING_ACTIVITY_STATE_STARTED;

let house: House;
let smtp: TroubledSmtp;
let journeyId: string;
const processes: { stop(): Promise<void> }[] = [];
beforeAll(async () => {
  house = await openHouse({
    inFrontOf: {
      smtp: async (url) => {
        smtp = await createTroubledSmtp(url);
        return smtp.url;
      },
    },
  });
  journeyId = await house.publish(ONE_REMINDER);
});
afterAll(async () => {
  for (const { stop } of processes) await stop();
  await house.close();
  await smtp.close();
});

const heardFor = (address: string) => smtp.messages().filter((message) => message.to === address);

it('a run begun anew while the mail server has the message of the old run sends none of its own', async () => {
  await smtp.spoil({ at: 'message', does: 'hold-answer' });
  const customer = await createCustomerInTrouble({ house, id: 'cus_anew', journeyId });
  await until('the mail server has the message', async () => smtp.met() === 1);
  const handle = house.client.workflow.getHandle(workflowIdOf(customer.id));
  await handle.terminate('a fault');
  const { lastFact } = await house.prisma.customer.findUniqueOrThrow({ where: { id: customer.id } });
  await house.nudge({ customerId: customer.id, upTo: lastFact });
  await until('the new run has an attempt of its own', async () => (await handle.describe()).raw.pendingActivities?.[0]?.state === STARTED);
  // Long enough for it to reach the mail server, if it went there.
  await pause(500);
  await smtp.mend();
  await customer.rest();
  expect(heardFor(customer.address)).toHaveLength(1);
  expect(await customer.told()).toEqual(['overdue sent']);
  expect(await customer.underWay()).toEqual([]);
});

it('an attempt waits for another process that lives, and takes over from one that is dead, under the same Message-ID', async () => {
  await smtp.spoil('down');
  const { id, underWay, tries } = await createCustomerInTrouble({ house, id: 'cus_two_processes', journeyId });
  await until('the run has tried in vain', async () => (await tries()) > 1);
  await house.client.workflow.getHandle(workflowIdOf(id)).terminate('only the attempts below are wanted');
  await until('no attempt of the run holds the effect', async () => (await underWay())[0]?.status === 'planned');
  const [effect] = await underWay();
  const { prisma } = house;
  const sent: string[] = [];
  const processOf = async (answers: () => Promise<MailOutcome>) => {
    const { claimant, stop } = await startWorkerProcess({ prisma, deadAfterMs: 60_000 });
    processes.push({ stop });
    const { sendMessage } = createMailActivities({
      books: createBooks({ prisma, claimant }),
      clock: { now: Date.now },
      surveyLink: (surveyId) => surveyId,
      renderer: { render: async () => ({ subject: '', bytes: Buffer.from('the message') }) },
      mailer: {
        send: async ({ messageId }) => {
          sent.push(messageId);
          return answers();
        },
      },
    });
    return { claimant, stop, send: () => sendMessage({ customerId: id, effectId: effect?.id ?? '' }) };
  };
  let answer: (outcome: MailOutcome) => void = () => undefined;
  const slow = await processOf(() => new Promise((resolve) => (answer = resolve)));
  const other = await processOf(async () => ({ did: 'accepted' }));

  const first = slow.send();
  await until('the first attempt speaks to the mail server', async () => sent.length === 1);
  await expect(other.send()).rejects.toThrow(TryAgain);
  expect(sent).toHaveLength(1);

  await prisma.workerProcess.update({ where: { id: slow.claimant.id }, data: { seenAt: new Date(Date.now() - 3_600_000) } });
  await slow.stop();
  expect(await other.send()).toMatchObject({ did: 'sent' });
  expect(new Set(sent).size).toBe(1);
  expect(sent).toHaveLength(2);
  answer({ did: 'accepted' });
  await first;
});
