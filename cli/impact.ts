/** `duly impact`: what a version would do to the customers of today, before anybody has it. */
import { findVersion, type VersionText } from '../adapters/journeys.js';
import { DAYS_AHEAD, measureImpact } from '../adapters/measure-impact.js';
import type { Chosen } from '../adapters/move-customers.js';
import { type Instant, isoInstant } from '../domain/calendar.js';
import type { ImpactChange, ImpactKind } from '../domain/impact/compare-futures.js';
import type { ContactCount, Impact } from '../domain/impact/impact.js';
import type { PrismaClient } from '../prisma/generated/client.js';
import { type DiffSide, openSide } from './diff-journeys.js';
import { lanesGoneOf, nameOf, waysTo } from './ways.js';

export interface ImpactOptions {
  /** Published versions; none: all of the journey's name. */
  from?: string[];
  stages?: string[];
  /** Customers named for each kind of change. */
  sample: number;
}

export interface ImpactReport extends Impact {
  to: { name: string; version: number | null; id: string | null };
  from: { name: string; version: number; id: string }[];
  at: string;
  /** Days after today that were looked at. */
  days: number;
  lanesGone: string[];
}

/** Throws `unknown_journey`, and `invalid_request` where a stage cannot be or nobody would go on. Nothing is changed. */
export async function impact({
  prisma,
  named,
  options,
  now,
  chosen = { all: true },
  say,
}: {
  prisma: PrismaClient;
  /** A file, or a published version. */
  named: string;
  options: ImpactOptions;
  now: Instant;
  chosen?: Chosen;
  /** Progress. */
  say(line: string): void;
}): Promise<ImpactReport> {
  const to = await openSide({ named, at: 'file', prisma });
  const from = await versionsOf({ prisma, to, named: options.from });
  const ways = waysTo({ from, to: to.definition, stages: options.stages ?? [] });
  const measured = await measureImpact({
    prisma,
    from: ways.map(({ version, rules, begins }) => ({ id: version.id, definition: version.definition, rules, begins })),
    to: { id: to.id ?? 'the file', definition: to.definition },
    chosen,
    now,
    sample: options.sample,
    onBatch: (customers) => say(`looked at ${customers} customers`),
  });
  return {
    to: { name: to.name, version: to.version, id: to.id },
    from: from.map(({ name, version, id }) => ({ name, version, id })),
    at: isoInstant(now),
    days: DAYS_AHEAD,
    lanesGone: lanesGoneOf(ways),
    ...measured,
  };
}

/** Those that were named, or every other version of the journey's name that customers have. */
export async function versionsOf({
  prisma,
  to,
  named,
}: {
  prisma: PrismaClient;
  to: Pick<DiffSide, 'name' | 'id'>;
  named: string[] | undefined;
}): Promise<VersionText[]> {
  if (named) return Promise.all(named.map((one) => findVersion({ prisma, named: one, at: '--from' })));
  const found = await prisma.journeyVersion.findMany({
    where: { name: to.name, customers: { some: {} }, ...(to.id && { id: { not: to.id } }) },
    orderBy: { version: 'asc' },
    select: { id: true },
  });
  return Promise.all(found.map(({ id }) => findVersion({ prisma, named: id, at: '--from' })));
}

const KINDS: Readonly<Record<ImpactKind, string>> = {
  twice: 'would be contacted twice',
  skipped: 'would be skipped for good',
  'no-notice': 'would wait for a notice that never went',
  added: 'would get more',
  later: 'would get less in these days, and it later',
  'other-day': 'would get it on another day',
};

/** The report for a person. */
export function impactText(report: ImpactReport): string {
  const { to, from, customers, changed, contacts, kinds, stages, lanesGone, failed, at, days } = report;
  const target = to.version === null ? `${to.name} (file)` : `${to.name}@${to.version}`;
  if (customers === 0)
    return from.length === 0
      ? `No customer has another version of ${to.name}: nobody would be moved. Name the versions whose customers are meant with --from.`
      : `No customer has ${from.map(nameOf).join(', ')}: nobody would be moved.`;
  return [
    `${target} in place of ${from.map(nameOf).join(', ')}: ${counted(customers)} would move; for ${changed} of them something would change by the end of ${days} days from ${at.slice(0, 10)}.`,
    'If nobody pays or objects meanwhile, every message arrives, and what is drawn is collected. Nothing was sent or changed.',
    ...(contacts.length > 0 ? ['', ...contactTable(contacts, days)] : []),
    ...kinds.flatMap(({ kind, customers: many, sample }) => [
      '',
      `${counted(many)} ${KINDS[kind]}${many > sample.length ? ', for instance' : ''}:`,
      ...sample.map(({ externalId, change }) => `- ${externalId}: ${changeText(change)}`),
    ]),
    ...(stages.length + lanesGone.length > 0 ? [''] : []),
    ...stages.map(
      ({ rule, customers: many, subjects }) =>
        `"${rule.from}" of lane "${rule.lane}" is gone: ${counted(many)} with ${subjects} in it go on in "${rule.to}"${rule.keeps ? '' : ', from its beginning'}.`,
    ),
    ...lanesGone.map((lane) => `The lane "${lane}" is gone: who stands in it gets nothing more from it.`),
    ...failed.map(({ customerId, problem }) => `${customerId} could not be looked at: ${problem}`),
  ].join('\n');
}

const counted = (customers: number): string => (customers === 1 ? '1 customer' : `${customers} customers`);

function contactTable(contacts: ContactCount[], days: number): string[] {
  const rows = [
    ['', 'today: before', 'after', `in ${days} days: before`, 'after'],
    ...contacts.map(({ kind, what, today, week }) => [
      kind === what ? what : `${kind} ${what}`,
      ...[today.before, today.after, week.before, week.after].map(String),
    ]),
  ];
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}

function changeText({ kind, what, step, invoice, on, was, because }: ImpactChange): string {
  const named = what.endsWith(step) || what.startsWith('task ') ? what : `${what} (step ${step})`;
  const about = `${named}${invoice === null ? '' : ` for ${invoice}`}`;
  const why = because === null ? '' : ` ${because}`;
  switch (kind) {
    case 'twice':
      return `${about} on ${on}, after the same on ${was} under another name.${why}`;
    case 'skipped':
      return `${about}, due on ${was}, never comes.`;
    case 'no-notice':
      return `step ${step}${invoice === null ? '' : ` for ${invoice}`} is severe, and the notice before it never went.`;
    case 'added':
      return `${about} on ${on}.${why}`;
    case 'later':
      return `${about}, due on ${was}, comes later.`;
    case 'other-day':
      return `${about} on ${on} instead of ${was}.${why}`;
  }
}
