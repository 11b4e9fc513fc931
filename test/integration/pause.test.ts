/** The kill switch on the real servers: while it is on nothing is sent, drawn or asked, what is reported is decided, and afterwards each goes once. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createBooks } from '../../adapters/prisma-books.js';
import { createPauses } from '../../adapters/prisma-pauses.js';
import { pauseAll, resumeAll } from '../../cli/pause.js';
import { claim } from '../../domain/effects/claim.js';
import { workflowIdOf } from '../../workflows/contract.js';
import { type CustomerInTrouble, createCustomerInTrouble, until } from '../faults/customer-in-trouble.js';
import { type House, openHouse } from '../support/house.js';

const JOURNEY = `
journey: Paused
contact: { at: "00:00", until: "23:59", zone: UTC, together: true }
lanes:
  collection:
    for: item
    stages:
      delivery: { on: { delivered: autopay } }
      autopay:
        collect: { days: 0 }
        on: { failed: end, no autopay: reminders }
      reminders:
        steps:
          - { name: first, at: { days: 1, from: due }, do: { send: overdue } }
        on: { used up: end }
  feedback:
    for: customer
    stages:
      feedback: { csat: { after: [dispute resolved], days: 0 } }
`;
const REASON = 'wrong-template';
const paused = /^Everything is paused since .*Z \(wrong-template\): npx duly resume ends it\.$/;

let house: House;
let journeyId: string;
beforeAll(async () => {
  house = await openHouse({ relay: { lateMs: 1_000 } });
  journeyId = await house.publish(JOURNEY);
});
afterEach(async () => void (await resume()));
afterAll(() => house.close());

const pause = () => pauseAll({ prisma: house.prisma, now: Date.now(), reason: REASON });
const resume = () => resumeAll({ prisma: house.prisma, now: Date.now() });
const mailsTo = async ({ address }: CustomerInTrouble) => (await house.mail.mails()).filter((mail) => mail.to.includes(address));
const chargesOf = async ({ id }: CustomerInTrouble) => (await house.charges()).filter((charge) => charge.metadata.duly_customer === id);
const steps = async ({ id }: CustomerInTrouble) =>
  (await house.prisma.stepTaken.findMany({ where: { customerId: id } })).map(({ step }) => step);
/** Several attempts have met the pause. */
const triedInVain = (customer: CustomerInTrouble) =>
  until('several attempts met the pause', async () => (await customer.tries()) > 2 && paused.test((await customer.lastFailure()) ?? ''));

describe('while everything is paused', () => {
  it('a reminder that is due does not go, a payment and a dispute are decided, and afterwards it goes once', async () => {
    await pause();
    const customer = await createCustomerInTrouble({ house, id: 'cus_paused_mail', journeyId });
    await triedInVain(customer);
    await customer.paysMeanwhile();
    await customer.tell(customer.invoice({ number: 'DISPUTED', amount: 7_000, dueIn: 20 }));
    expect(
      await house.post('/v1/disputes', {
        external_id: 'dispute',
        customer: customer.id,
        invoice: 'DISPUTED',
        reason: 'damaged_goods',
      }),
    ).toMatchObject({ status: 201 });
    await until('the dispute is decided', async () => {
      const { lastFact } = await house.prisma.customer.findUniqueOrThrow({ where: { id: customer.id } });
      return (await house.prisma.position.findUniqueOrThrow({ where: { customerId: customer.id } })).applied === lastFact;
    });
    expect(await mailsTo(customer)).toEqual([]);
    expect(await customer.told()).toEqual([]);
    expect(await steps(customer)).toEqual([]);
    expect(await customer.underWay()).toMatchObject([{ status: 'planned', asked: 0 }]);

    expect(await resume()).toMatchObject({ ended: { reason: REASON }, waiting: 1 });
    await customer.rest();
    expect(await customer.told()).toEqual(['overdue sent']);
    expect(await mailsTo(customer)).toHaveLength(1);
    expect(await resume()).toEqual({ ended: null, waiting: 0 });
  });

  it('what is paid meanwhile is not reminded of afterwards', async () => {
    await pause();
    const customer = await createCustomerInTrouble({ house, id: 'cus_paused_paid', journeyId });
    await triedInVain(customer);
    await customer.pays({ number: 'OVERDUE', amount: 10_000 });
    await resume();
    await customer.rest();
    expect(await customer.told()).toEqual([]);
    expect(await mailsTo(customer)).toEqual([]);
  });

  it('nothing is drawn, and afterwards it is drawn once', async () => {
    await pause();
    const customer = await createCustomerInTrouble({ house, id: 'cus_paused_charge', journeyId, card: 'pm_card_good' });
    await triedInVain(customer);
    expect(await chargesOf(customer)).toEqual([]);
    expect(await customer.open('OVERDUE')).toBe(10_000);
    await resume();
    await customer.rest();
    expect(await chargesOf(customer)).toMatchObject([{ amount: 10_000, status: 'succeeded' }]);
    expect(await customer.open('OVERDUE')).toBe(0);
  });

  it('nobody is asked how it was, and afterwards he is asked once', async () => {
    const customer = await createCustomerInTrouble({ house, id: 'cus_paused_survey', journeyId });
    await customer.rest();
    await pause();
    const { id } = customer;
    const dispute = { external_id: `${id}/dispute`, customer: id, invoice: 'LATER', reason: 'damaged_goods' };
    const { body } = await house.post('/v1/disputes', dispute);
    expect(await house.post(`/v1/disputes/${body.id}/resolve`, { outcome: 'against_customer' })).toMatchObject({
      status: 201,
    });
    await triedInVain(customer);
    expect(await house.prisma.survey.findMany({ where: { customerId: id } })).toEqual([]);
    await resume();
    await customer.rest();
    expect((await customer.told()).sort()).toEqual(['csat sent', 'overdue sent']);
    expect(await mailsTo(customer)).toHaveLength(2);
  });

  it('a run that is gone is not begun anew for what waits, and is once it is over', async () => {
    await pause();
    const customer = await createCustomerInTrouble({ house, id: 'cus_paused_run', journeyId });
    await triedInVain(customer);
    const handle = house.client.workflow.getHandle(workflowIdOf(customer.id));
    await handle.terminate('as an operator may');
    await sleep(2_500);
    expect((await handle.describe()).status.name).toBe('TERMINATED');
    await resume();
    await customer.rest();
    expect(await customer.told()).toEqual(['overdue sent']);
    expect(await mailsTo(customer)).toHaveLength(1);
  });
});

describe('a pause', () => {
  it('begins after the claims under way, tells how many effects they left with a provider, and lets none of them go again', async () => {
    await pause();
    const customer = await createCustomerInTrouble({ house, id: 'cus_paused_race', journeyId });
    await triedInVain(customer);
    await house.client.workflow.getHandle(workflowIdOf(customer.id)).terminate('the claim is made here');
    await resume();
    const [effect] = await customer.underWay();
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    let claiming: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => {
      claiming = resolve;
    });
    const claimed = createBooks({ prisma: house.prisma }).withCustomer(customer.id, async (own) => {
      expect(await own.paused()).toBeNull();
      claiming();
      await held;
      const input = await own.claimInput({ effectId: effect?.id ?? '', now: Date.now() });
      if (input) await own.storeClaim({ effectId: effect?.id ?? '', claim: claim(input), now: Date.now() });
    });
    await asked;
    const beginning = pause();
    await until('the pause waits for the claim', async () => {
      const [locks] = await house.prisma.$queryRaw<{ waiting: number }[]>`
        SELECT count(*)::int AS waiting FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
      return locks?.waiting === 1;
    });
    expect(await createPauses({ prisma: house.prisma }).current()).toBeNull();
    letGo();
    await claimed;
    expect(await beginning).toMatchObject({ began: true, underWay: 1, reason: REASON });
    const again = await pauseAll({ prisma: house.prisma, now: Date.now(), reason: 'another' });
    expect(again).toMatchObject({ began: false, reason: REASON });
    expect(await house.prisma.pause.count({ where: { endedAt: null } })).toBe(1);

    await house.nudge({ customerId: customer.id, upTo: 0, look: true });
    await triedInVain(customer);
    expect(await customer.underWay()).toMatchObject([{ status: 'claimed', asked: 1 }]);
    expect(await mailsTo(customer)).toEqual([]);
    await resume();
    await customer.rest();
    expect(await customer.told()).toEqual(['overdue sent']);
    expect(await mailsTo(customer)).toHaveLength(1);
  });

  it('is refused by the database beside another one, and for a reason that is no code', async () => {
    await pause();
    const row = { id: 'second', reason: 'other', startedAt: new Date() };
    await expect(house.prisma.pause.create({ data: row })).rejects.toThrow();
    for (const reason of ['', 'Because Ms Example said so', 'x'.repeat(41)])
      await expect(pauseAll({ prisma: house.prisma, now: Date.now(), reason })).rejects.toThrow(
        /^The reason is a short code of small letters/,
      );
  });

  it('keeps customers’ time from being driven', async () => {
    const customer = await createCustomerInTrouble({ house, id: 'cus_paused_advance', journeyId });
    await customer.rest();
    await pause();
    const howFar = { by: { days: 1 } };
    await expect(house.advance({ customerId: customer.id, howFar })).rejects.toMatchObject({
      code: 'not_at_rest',
      message: expect.stringContaining('npx duly resume'),
    });
    await resume();
    await house.advance({ customerId: customer.id, howFar });
  });
});
