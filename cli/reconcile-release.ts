/** Ends holds by the one way in: a fact for each hold, said by an operator. */
import { dateAt } from '../domain/calendar.js';
import type { Report } from '../domain/facts.js';
import { releasedByHand } from '../domain/holds/released-by-hand.js';
import { findCustomer } from './find-customer.js';
import { atOnce, refOf, type Tick } from './reconcile.js';
import { readHeld } from './reconcile-books.js';
import type { Held, HeldKind, Released } from './reconcile-report.js';
import type { Servers } from './servers.js';

/**
 * Releases the open holds of a kind, of the customers named (by our id or the external one) or of all. Asked again it changes nothing.
 * Throws `unknown_customer` before anything is released.
 */
export async function releaseHolds({
  servers,
  kind,
  named,
  now,
  tick,
}: {
  servers: Servers;
  kind: HeldKind;
  named: string[] | 'all';
  /** The real time, ms UTC. */
  now: number;
  tick: Tick;
}): Promise<Released> {
  const { prisma } = servers;
  const nameOf = new Map<string, string>();
  if (named !== 'all') for (const name of named) nameOf.set(await findCustomer({ prisma, named: name }), name);
  const held = (await readHeld({ prisma, now, kinds: [kind] })).filter(({ customer }) => named === 'all' || nameOf.has(customer));
  const nothing = [...nameOf].filter(([customer]) => !held.some((one) => one.customer === customer)).map(([, name]) => name);
  let told = true;
  const work = async (one: Held) => {
    if (!(await release({ servers, one, now }))) told = false;
  };
  await atOnce({ all: held, work, onDone: (done) => tick(`Released ${done} of ${held.length} customers.`) });
  return { kind, released: held.map((one) => ({ ...refOf(one), holds: one.holds })), nothing, told };
}

/** Whether the workflow was told. A hold that somebody released meanwhile is passed by. */
async function release({
  servers: { record, temporal },
  one: { customer, holds },
  now,
}: {
  servers: Servers;
  one: Held;
  now: number;
}): Promise<boolean> {
  const { upTo } = await record({
    customerId: customer,
    reports: async (own) => {
      const effectiveOn = dateAt(now + own.clockOffsetMs(), own.customer().timeZone);
      const reports: Report[] = [];
      for (const holdId of holds) {
        const report = releasedByHand({ holdId, effectiveOn });
        const { holds: known } = await own.bookingRows(report);
        if (known.some((hold) => hold.id === holdId && hold.endedAt === null)) reports.push(report);
      }
      return reports;
    },
  });
  if (!temporal) return false;
  return temporal.nudge({ customerId: customer, upTo }).then(
    () => true,
    () => false,
  );
}
