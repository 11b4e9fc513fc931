/** Sandbox: lets a customer's time pass, wake by wake, and tells what happens as it happens. */
import { type Instant, instantAt, isoInstant, type LocalDate } from '../domain/calendar.js';
import { DulyError } from '../domain/errors.js';
import { LONGEST_SPAN_DAYS, momentAfter, SPAN_HINT, type TimeSpan } from '../domain/time-span.js';
import type { PrismaClient } from '../prisma/generated/client.js';
import { createPauses, pauseSentence } from './prisma-pauses.js';
import type { Poke } from './relay.js';
import type { VirtualTime } from './virtual-time.js';

/** How far: a span, or until a date begins where the customer is. */
export type HowFar = { by: TimeSpan } | { to: LocalDate };

interface AdvancePorts<Entry extends object> {
  prisma: PrismaClient;
  virtualTime: VirtualTime;
  nudge(poke: Poke): Promise<void>;
  /** All that happened to the customer so far, in order of time. */
  storyOf(customerId: string): Promise<Entry[]>;
  /** The longest that a customer may take to come to rest between two wakes. */
  patienceMs?: number;
}

interface AdvanceInput<Entry extends object> {
  customerId: string;
  howFar: HowFar;
  /** Told of what is new in the customer's story, in order. */
  onEntry?(entry: Entry): void;
}

/**
 * The work is the real workflow's: first everything known is applied and every effect over, then the clock goes from one wake to the next. Answers from when
 * to when it went, ms UTC. Throws `unknown_customer`; `invalid_request` for a date that is not ahead; `time_fixed` where the server does not skip time;
 * `not_at_rest` where everything is paused, or the customer hangs on the way: how far he came stands, and asked again he goes on from there.
 */
export function createAdvanceCustomer<Entry extends object>({ prisma, virtualTime, nudge, storyOf, patienceMs }: AdvancePorts<Entry>) {
  return async ({ customerId, howFar, onEntry = () => undefined }: AdvanceInput<Entry>): Promise<{ from: Instant; to: Instant }> => {
    const customer = await prisma.customer.findUnique({ where: { id: customerId } });
    if (!customer)
      throw new DulyError({ code: 'unknown_customer', at: 'customer', message: `There is no customer ${customerId}. Send our id of him.` });
    const pause = await createPauses({ prisma }).current();
    if (pause) throw new DulyError({ code: 'not_at_rest', message: `${pauseSentence(pause)} Until then nobody's time is driven.` });
    const { timeZone: zone, lastFact } = customer;
    const known = Date.now() + Number(customer.clockOffsetMs);
    targetOf({ howFar, from: known, zone });

    await virtualTime.check();
    const told = new Set((await storyOf(customerId)).map((entry) => JSON.stringify(entry)));
    const settle = async () => {
      await virtualTime.rest({ customerId, ...(patienceMs === undefined ? {} : { patienceMs }) });
      for (const entry of await storyOf(customerId)) {
        const line = JSON.stringify(entry);
        if (told.has(line)) continue;
        told.add(line);
        onEntry(entry);
      }
    };

    await nudge({ customerId, upTo: lastFact });
    // A run that was begun anew may still be on its way to the customer's own time.
    await virtualTime.moveTo({ customerId, to: known });
    await settle();
    const from = await virtualTime.now(customerId);
    const to = targetOf({ howFar, from, zone });
    for (let at = from; at < to; ) {
      const wakeAt = (await prisma.position.findUnique({ where: { customerId }, select: { wakeAt: true } }))?.wakeAt?.getTime();
      at = Math.min(to, Math.max(wakeAt ?? to, at + 1));
      await virtualTime.moveTo({ customerId, to: at });
      await settle();
    }
    return { from, to };
  };
}

function targetOf({ howFar, from, zone }: { howFar: HowFar; from: Instant; zone: string }): Instant {
  if ('by' in howFar) return momentAfter({ instant: from, span: howFar.by, zone });
  const to = instantAt({ date: howFar.to, time: '00:00', zone });
  if (to <= from)
    throw new DulyError({
      code: 'invalid_request',
      at: 'to',
      message: `For this customer it is ${isoInstant(from)} already, and time only goes on: name a date after that, not ${howFar.to}.`,
    });
  if (to > momentAfter({ instant: from, span: { days: LONGEST_SPAN_DAYS }, zone }))
    throw new DulyError({ code: 'invalid_request', at: 'to', message: `${howFar.to} is too far: ${SPAN_HINT}.` });
  return to;
}
