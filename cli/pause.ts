/** The kill switch: nothing is sent, drawn or asked until it is undone; facts are taken and decided as ever. */
import { createPauses, type Pause } from '../adapters/prisma-pauses.js';
import { isoInstant } from '../domain/calendar.js';
import { DulyError } from '../domain/errors.js';
import type { PrismaClient } from '../prisma/generated/client.js';

interface Asked {
  prisma: PrismaClient;
  /** ms UTC. */
  now: number;
}

/** A pause as commands print it. */
export interface ShownPause {
  reason: string;
  /** ISO, UTC. */
  since: string;
}

export interface Paused extends ShownPause {
  /** False: it was paused already, for that reason. */
  began: boolean;
  /** Effects that were claimed before: what was on its way to a provider is not called back. */
  underWay: number;
}

export interface Resumed {
  /** Null: nothing was paused. */
  ended: ShownPause | null;
  /** Effects that go on now. */
  waiting: number;
}

/** Pauses everything. Throws `invalid_request` for a reason that is no code. */
export async function pauseAll({ prisma, now, reason }: Asked & { reason: string }): Promise<Paused> {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(reason) || reason.length > 40)
    throw new DulyError({
      code: 'invalid_request',
      at: 'reason',
      message: `The reason is a short code of small letters, digits and hyphens, such as wrong-template; "${reason}" is none.`,
    });
  const { pause, began, underWay } = await createPauses({ prisma }).begin({ reason, now });
  return { ...shownPause(pause), began, underWay };
}

export async function resumeAll({ prisma, now }: Asked): Promise<Resumed> {
  const { pause, waiting } = await createPauses({ prisma }).end({ now });
  return { ended: pause && shownPause(pause), waiting };
}

/** Null where nothing is paused. */
export async function currentPause({ prisma }: Pick<Asked, 'prisma'>): Promise<ShownPause | null> {
  const pause = await createPauses({ prisma }).current();
  return pause && shownPause(pause);
}

/** For whoever looks at something else and must know. */
export const pauseWarning = ({ reason, since }: ShownPause): string =>
  `PAUSED since ${minuteOf(since)} (${reason}): nothing is sent, drawn or asked. It goes on with: npx duly resume`;

export function pausedText({ began, underWay, ...pause }: Paused): string {
  const { reason, since } = pause;
  return [
    began
      ? `Paused (${reason}): nothing is sent, drawn or asked from now on; payments, disputes and decisions are taken as ever.`
      : `It is paused already, since ${minuteOf(since)} (${reason}): nothing was changed.`,
    ...(underWay > 0
      ? [`${effectsOf(underWay)} claimed before and may be with its provider: npx duly reconcile lists what stays so.`]
      : []),
    'It goes on with: npx duly resume',
  ].join('\n');
}

export function resumedText({ ended, waiting }: Resumed): string {
  if (!ended) return 'Nothing is paused.';
  const rest =
    waiting > 0
      ? `${effectsOf(waiting)} waiting: what is settled or too late by now does not go, the rest is tried again within a minute or so.`
      : 'Nothing was waiting.';
  return `Resumed after the pause since ${minuteOf(ended.since)} (${ended.reason}). ${rest}`;
}

const shownPause = ({ reason, since }: Pause): ShownPause => ({ reason, since: isoInstant(since) });
const minuteOf = (iso: string): string => `${iso.slice(0, 16).replace('T', ' ')} UTC`;
const effectsOf = (count: number): string => (count === 1 ? '1 effect was' : `${count} effects were`);
