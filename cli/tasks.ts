/** What people are asked and have not answered, with the commands that answer it. No personal data. */
import { dateAt, isoInstant } from '../domain/calendar.js';
import { DulyError } from '../domain/errors.js';
import { decimalText, minorDigits } from '../domain/money.js';
import type { SurveyRow } from '../domain/rows.js';
import { refusedScoreOfCall } from '../domain/survey-scores.js';
import { outcomesOf, refusedOutcome } from '../domain/task-outcomes.js';
import type { PrismaClient } from '../prisma/generated/client.js';
import { findCustomer } from './find-customer.js';
import { recordByHand, type ServersByHand } from './record-by-hand.js';

/** So many are listed. */
const SHOWN = 100;

/** An open task as `duly tasks --json` prints it. */
export interface OpenTask {
  id: string;
  kind: string;
  owner: string;
  customer: string;
  externalId: string;
  /** The invoice that it is about; null: it is about something else, which `subject` names. */
  invoice: { id: string; number: string; open: number; currency: string } | null;
  subject: string;
  openedAt: string;
  /** Null: whenever. */
  dueAt: string | null;
  /** Its time is up, by the customer's clock. */
  isLate: boolean;
  /** What may be decided; empty: it ends by itself when its cause does. */
  outcomes: readonly string[];
}

export interface OpenTasks {
  /** The first to be due first. */
  tasks: OpenTask[];
  /** How many more there are. */
  more: number;
}

interface ListInput {
  prisma: PrismaClient;
  now: number;
  /** Only his. */
  customer?: string | undefined;
  /** Only what this person or desk is asked, by the name in a journey (`Credit desk`) or in a task (`credit-desk`). */
  owner?: string | undefined;
}

/** Throws `unknown_customer`. */
export async function listTasks({ prisma, now, customer, owner }: ListInput): Promise<OpenTasks> {
  const where = {
    status: 'open',
    ...(customer !== undefined && { customerId: await findCustomer({ prisma, named: customer }) }),
    ...(owner !== undefined && { owner: owner.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '-') }),
  };
  const found = await prisma.task.findMany({
    where,
    orderBy: [{ dueAt: { sort: 'asc', nulls: 'last' } }, { openedAt: 'asc' }, { id: 'asc' }],
    take: SHOWN,
    include: { customer: { select: { externalId: true, clockOffsetMs: true } } },
  });
  const count = found.length < SHOWN ? found.length : await prisma.task.count({ where });
  const items = await prisma.item.findMany({
    where: { id: { in: found.map(({ subject }) => subject) } },
    select: { id: true, number: true, open: true, currency: true },
  });
  const invoices = new Map(items.map(({ open, ...item }) => [item.id, { ...item, open: Number(open) }]));
  const tasks = found.map((task): OpenTask => {
    const { id, kind, subject, dueAt, openedAt, customerId, choices, customer: of } = task;
    return {
      id,
      kind,
      owner: task.owner,
      customer: customerId,
      externalId: of.externalId,
      invoice: invoices.get(subject) ?? null,
      subject,
      openedAt: isoInstant(openedAt.getTime()),
      dueAt: dueAt && isoInstant(dueAt.getTime()),
      isLate: dueAt !== null && dueAt.getTime() < now + Number(of.clockOffsetMs),
      outcomes: outcomesOf({ kind: kind as Parameters<typeof outcomesOf>[0]['kind'], choices }),
    };
  });
  return { tasks, more: count - found.length };
}

/** For a person: each with the command that answers it. */
export function tasksText({ tasks, more }: OpenTasks): string {
  if (tasks.length === 0) return 'Nobody is asked anything: no task is open.';
  const widths = (of: (task: OpenTask) => string) => Math.max(...tasks.map((task) => of(task).length));
  const [owners, kinds] = [widths(({ owner }) => owner), widths(({ kind }) => kind)];
  return [
    `${tasks.length + more} open ${tasks.length + more === 1 ? 'task' : 'tasks'}, the first to be due first:`,
    ...tasks.flatMap((task) => {
      const { id, kind, owner, customer, externalId, dueAt, isLate, outcomes } = task;
      const due = dueAt === null ? 'whenever' : `by ${dueAt.slice(0, 16).replace('T', ' ')} UTC${isLate ? ', LATE' : ''}`;
      return [
        `${owner.padEnd(owners)}  ${kind.padEnd(kinds)}  customer ${externalId} (${customer})${aboutText(task)}  ${due}`,
        outcomes.length > 0 ? `    npx duly decide ${id} ${outcomes.join(' | ')}` : '    ends by itself when its cause does',
      ];
    }),
    ...(more > 0 ? [`… and ${more} more.`] : []),
  ].join('\n');
}

function aboutText({ invoice, subject, customer }: OpenTask): string {
  if (invoice)
    return `, invoice ${invoice.number || invoice.id}, ${decimalText(invoice.open, minorDigits(invoice.currency))} ${invoice.currency} open`;
  return subject === customer ? '' : `, ${subject}`;
}

export interface Decided {
  task: string;
  customer: string;
  outcome: string;
  /** False: it was decided so already. */
  changed: boolean;
}

/** A person's answer. Throws `unknown_task`, `invalid_request` for what this task does not know, and `already_ended`; then nothing was changed. */
export async function decideTask({
  servers,
  task: id,
  outcome,
  score,
}: {
  servers: ServersByHand;
  task: string;
  outcome: string;
  /** What the customer answered, for a call that was to ask him a survey. */
  score?: number | undefined;
}): Promise<Decided> {
  const task = await servers.prisma.task.findUnique({ where: { id } });
  if (!task)
    throw new DulyError({ code: 'unknown_task', at: 'task', message: `There is no task ${id}: npx duly tasks lists those that are open.` });
  const known = { kind: task.kind as Parameters<typeof outcomesOf>[0]['kind'], choices: task.choices };
  if (!outcomesOf(known).includes(outcome)) throw new DulyError({ code: 'invalid_request', at: 'outcome', message: refusedOutcome(known) });
  const asked = task.kind === 'call' ? await servers.prisma.survey.findUnique({ where: { id: task.subject } }) : null;
  const survey = asked ? { id: asked.id, kind: asked.kind as SurveyRow['kind'], answered: asked.answeredAt !== null } : undefined;
  const problem = refusedScoreOfCall({ survey, outcome, score });
  if (problem) throw new DulyError({ code: 'invalid_request', at: 'score', message: problem });
  let changed = false;
  await recordByHand({
    servers,
    customerId: task.customerId,
    reports: async (own, now) => {
      const { status, outcome: decided } = await servers.prisma.task.findUniqueOrThrow({ where: { id } });
      if (status !== 'open' && decided !== outcome)
        throw new DulyError({ code: 'already_ended', message: `The task ${id} is over already: ${decided ?? status}.` });
      changed = status === 'open';
      if (!changed) return [];
      const common = { effectiveOn: dateAt(now, own.customer().timeZone) };
      const answer = survey && score !== undefined && !survey.answered ? [{ surveyId: survey.id, score }] : [];
      return [
        { ...common, type: 'task.decided', source: 'duly', externalId: `task.decided/${id}`, data: { taskId: id, outcome } },
        ...answer.map((data) => ({ ...common, type: 'survey.answered' as const, source: 'survey', externalId: data.surveyId, data })),
      ];
    },
  });
  return { task: id, customer: task.customerId, outcome, changed };
}

export const decidedText = ({ task, outcome, changed }: Decided): string =>
  changed
    ? `Decided: ${task} is "${outcome}". The customer's journey goes on with it.`
    : `${task} was decided "${outcome}" already: nothing was changed.`;
