/** `duly impact`: what a version would do to the customers of today, before anybody has it. */
import { basename } from 'node:path';
import type { RuledToday } from '../adapters/ask-rules.js';
import { findVersion, type VersionText } from '../adapters/journeys.js';
import { readJourneysToday } from '../adapters/journeys-today.js';
import { DAYS_AHEAD, measureImpact, measureRules } from '../adapters/measure-impact.js';
import type { Chosen } from '../adapters/move-customers.js';
import { type Instant, isoInstant } from '../domain/calendar.js';
import { DulyError } from '../domain/errors.js';
import type { ImpactChange, ImpactKind } from '../domain/impact/compare-futures.js';
import type { ContactCount, Impact } from '../domain/impact/impact.js';
import { saysRules } from '../domain/journey-rules/read-rules.js';
import type { PrismaClient } from '../prisma/generated/client.js';
import { type DiffSide, openSide } from './diff-journeys.js';
import { namesFile } from './journey-choice.js';
import { readNamedFile } from './read-file.js';
import { rulesToBe, todayLines } from './rules.js';
import { lanesGoneOf, nameOf, waysTo } from './ways.js';

export interface ImpactOptions {
  /** Published versions; none: all of the journey's name. */
  from?: string[];
  stages?: string[];
  /** Customers named for each kind of change. */
  sample: number;
  /** Of rules: only for customers of this legal entity. */
  entity?: string;
}

export interface ImpactReport extends Impact {
  to: { name: string; version: number | null; id: string | null };
  from: { name: string; version: number; id: string }[];
  at: string;
  /** Days after today that were looked at. */
  days: number;
  lanesGone: string[];
  /** Of rules: who would go where; only they are looked at. */
  ruled?: RuledToday;
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
  if (namesFile(named) && saysRules(readNamedFile(named))) return impactOfRules({ prisma, file: named, options, now, say });
  if (options.entity !== undefined) throw only('--entity', 'rules', 'a journey is for whoever has it');
  const to = await openSide({ named, at: 'file', prisma });
  const from = await versionsOf({ prisma, to, named: options.from });
  const ways = waysTo({ from, to: to.definition, stages: options.stages ?? [] });
  const measured = await measureImpact({
    prisma,
    journeys: await readJourneysToday({ prisma }),
    from: ways.map(({ version, rules, begins }) => ({ id: version.id, definition: version.definition, rules, begins })),
    to: { id: to.id, definition: to.definition },
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

async function impactOfRules({
  prisma,
  file,
  options: { from, stages, sample, entity },
  now,
  say,
}: {
  prisma: PrismaClient;
  file: string;
  options: ImpactOptions;
  now: Instant;
  say(line: string): void;
}): Promise<ImpactReport> {
  if (from) throw only('--from', 'a journey', 'rules are for all customers, or with --entity for those of one legal entity');
  if (stages) throw only('--stages', 'a journey', 'write "stages:" into the file of rules');
  const { rules, whom } = await rulesToBe({ prisma, file, entity });
  const measured = await measureRules({
    prisma,
    journeys: await readJourneysToday({ prisma }),
    rules,
    whom,
    now,
    sample,
    onBatch: (customers) => say(`looked at ${customers} customers`),
  });
  const to = { name: `rules ${basename(file)}`, version: null, id: null };
  return { to, from: [], at: isoInstant(now), days: DAYS_AHEAD, lanesGone: [], ...measured };
}

const only = (at: string, what: string, why: string) =>
  new DulyError({ code: 'invalid_request', at, message: `${at} is for the impact of ${what} only: ${why}.` });

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
  const { to, from, customers, changed, contacts, kinds, stages, lanesGone, goes, noWay, failed, at, days, ruled } = report;
  const target = to.version === null ? `${to.name} (file)` : `${to.name}@${to.version}`;
  const going = ruled && `If these rules came in force: ${todayLines(ruled, 'would go').join('\n')}`;
  if (customers === 0) return going ?? nobodyText(report);
  const end = `by the end of ${days} days from ${at.slice(0, 10)}`;
  return [
    ...(going !== undefined
      ? [going, '', `For ${changed} of those who would go something would change ${end}.`]
      : [
          `${target} in place of ${from.map(nameOf).join(', ')}: ${counted(customers)} would move; for ${changed} of them something would change ${end}.`,
        ]),
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
    ...(ruled ? [] : goesLines(goes, target)),
    ...noWay.map(
      ({ journey, why, customers: many, sample }) =>
        `Rules give ${counted(many)} (${sample.join(', ')}) the journey ${journey}, but nobody can go there: ${why}.`,
    ),
    ...failed.map(({ customerId, problem }) => `${customerId} could not be looked at: ${problem}`),
  ].join('\n');
}

function nobodyText({ to, from }: ImpactReport): string {
  return from.length === 0
    ? `No customer has another version of ${to.name}: nobody would be moved. Name the versions whose customers are meant with --from.`
    : `No customer has ${from.map(nameOf).join(', ')}: nobody would be moved.`;
}

function goesLines(goes: ImpactReport['goes'], target: string): string[] {
  if (goes.length === 0) return [];
  return [
    '',
    'Rules in force, or what a journey itself becomes, move some of them in these days:',
    ...goes.map(({ journey, before, after, sample }) => {
      const named = sample.length === 0 ? '' : ` (${after > sample.length ? 'for instance ' : ''}${sample.join(', ')})`;
      return `- to ${journey}: ${counted(before)} as it is now, ${after} with ${target}${named}.`;
    }),
  ];
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
