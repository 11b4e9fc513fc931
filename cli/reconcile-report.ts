/** What `duly reconcile` prints: the report as data and as text. */
import { pauseWarning, type ShownPause } from './pause.js';
import type { Performed } from './reconcile-runs.js';

export const HELD_KINDS = ['restored', 'imported'] as const;
export type HeldKind = (typeof HELD_KINDS)[number];

/** A customer by our id and the external one: no personal data. */
export interface CustomerRef {
  customer: string;
  externalId: string;
}

/** A customer with open holds of one kind. */
export interface Held extends CustomerRef {
  kind: HeldKind;
  since: string;
  /** Ids of the holds. */
  holds: string[];
  /** For `restored`: what his runs did to the world and the books do not know. Null: not asked, or Temporal could not be. */
  performed: { effects: Performed[]; earlierRunsUnread: boolean } | null;
}

/** Facts that wait; `since`: when the oldest of them was recorded. */
export interface Waiting extends CustomerRef {
  since: string;
  facts: number;
  /** The highest fact that his run applied, where the run is ahead of the books (a restored database): it takes these facts for known. */
  aheadUpTo: number | null;
}

/** An effect that was claimed, or planned and not claimed, more than ten minutes ago. */
export interface UnderWay extends CustomerRef {
  effect: string;
  status: 'planned' | 'claimed';
  since: string;
  /** What the customer's runs say of it, as `Performed.did`; `none`: none has begun it. Null: not asked. */
  run: string | null;
}

/** As `duly reconcile --json` prints it. Lists that could not be made are null, with the reason in `problems`. Moments are ISO, UTC. */
export interface ReconcileReport {
  held: Held[];
  /** Of the books, without a run in Temporal. */
  withoutRun: CustomerRef[] | null;
  /** Workflow ids whose customer the books do not have. */
  runsWithoutCustomer: string[] | null;
  /** `since`: the wake that passed. */
  late: (CustomerRef & { since: string })[];
  stuck: (CustomerRef & { since: string })[];
  waiting: Waiting[];
  /** Pokes in a row that Temporal refused, and what it said last. */
  quarantined: (CustomerRef & { failures: number; problem: string | null })[];
  effects: UnderWay[];
  problems: string[];
  /** Everything is paused: effects wait for that alone. Absent where nothing is. */
  paused?: ShownPause;
  /** With `--poke`. */
  poked?: { customers: number; failed: number };
}

/** What a release came to, as `--json` prints it. */
export interface Released {
  kind: HeldKind;
  released: (CustomerRef & { holds: string[] })[];
  /** Those named who had no open hold of the kind. */
  nothing: string[];
  /** Whether the workflows were told; else the relay tells them. */
  told: boolean;
}

/** So many lines of a list a person reads. */
const LINES = 20;

/** The report for a person: each list that is not empty, with what to do about it. */
export function reconcileText(report: ReconcileReport): string {
  const { withoutRun, runsWithoutCustomer, late, stuck, waiting, quarantined, effects, problems, poked } = report;
  const restored = report.held.filter(({ kind }) => kind === 'restored');
  const imported = report.held.filter(({ kind }) => kind === 'imported');
  const blocks = [
    list({
      title: 'Held since the books were restored from a backup: nothing is sent or collected',
      todo: 'Compare what each run did and the books do not know, report payments that are missing, then: npx duly reconcile --release CUSTOMER',
      lines: restored.map((held) => [sinceLine(held), ...performedLines(held)].join('\n')),
    }),
    list({
      title: 'Held since they were imported: what was overdue then',
      todo: 'npx duly reconcile --kind imported --release CUSTOMER',
      lines: imported.map((held) => `${sinceLine(held)}, ${countOf(held.holds.length, 'hold')}`),
    }),
    list({
      title: 'Without a run in Temporal',
      todo: 'Start them: npx duly reconcile --poke',
      lines: (withoutRun ?? []).map(nameOf),
    }),
    list({
      title: 'Runs of customers whom the books do not have',
      todo: 'Look whether DATABASE_URL and TEMPORAL_NAMESPACE belong together. After a restore, enter again what the backup lacks; else terminate them in the Temporal UI.',
      lines: runsWithoutCustomer ?? [],
    }),
    list({
      title: 'Late by more than ten minutes',
      todo: 'Does the worker poll (npx duly status)? Then: npx duly reconcile --poke',
      lines: late.map(sinceLine),
    }),
    list({
      title: 'Stuck: their decisions fail and are tried again every hour',
      todo: 'The pending activity of the run in the Temporal UI, and the worker’s log, say why. Mend it; the next try goes on.',
      lines: stuck.map(sinceLine),
    }),
    list({
      title: 'With facts that wait for more than a minute',
      todo: 'Does the worker poll (npx duly status)? Are they stuck? Then: npx duly reconcile --poke; whose run is ahead is held by it',
      lines: waiting.map(
        (one) =>
          `${sinceLine(one)}, ${countOf(one.facts, 'fact')}${one.aheadUpTo === null ? '' : `; the run is ahead of the books, at fact ${one.aheadUpTo}`}`,
      ),
    }),
    list({
      title: 'Quarantined: Temporal refuses to be told of them; tried again every hour',
      todo: 'Mend what it says, then: npx duly reconcile --poke',
      lines: quarantined.map((one) => `${nameOf(one)}, ${countOf(one.failures, 'refusal')}: ${one.problem ?? 'no reason kept'}`),
    }),
    list({
      title: 'Effects under way for more than ten minutes',
      todo: 'Do the mail server and the payment provider answer? Then: npx duly reconcile --poke, by which a run takes up what nobody carries out',
      lines: effects.map((one) => `${one.effect}, ${one.status} since ${minuteOf(one.since)}${runText(one)}`),
    }),
  ].filter((block) => block !== '');
  const fine = blocks.length === 0 && problems.length === 0 ? ['Nobody is held, late, stuck, waiting or without a run.'] : [];
  const told = poked
    ? [`Poked ${countOf(poked.customers, 'customer')}${poked.failed > 0 ? `; ${poked.failed} more could not be` : ''}.`]
    : [];
  const pause = report.paused ? [pauseWarning(report.paused)] : [];
  return [...pause, ...blocks, ...fine, ...problems, ...told].join('\n');
}

/** A release for a person. */
export function releasedText({ kind, released, nothing, told }: Released): string {
  const lines = released.slice(0, LINES).map((one) => `  ${nameOf(one)}, ${countOf(one.holds.length, 'hold')}`);
  return [
    `Released ${countOf(released.length, 'customer')} who ${released.length === 1 ? 'was' : 'were'} held as ${kind}.`,
    ...lines,
    ...(released.length > LINES ? [`  … and ${released.length - LINES} more: --json prints all.`] : []),
    ...nothing.map((name) => `${name} has no open hold of the kind ${kind}: nothing was changed.`),
    ...(told ? [] : ['Temporal does not answer: the relay tells the workflows when it does.']),
  ].join('\n');
}

function list({ title, todo, lines }: { title: string; todo: string; lines: string[] }): string {
  if (lines.length === 0) return '';
  const shown = lines.slice(0, LINES).flatMap((line) => line.split('\n').map((part) => `  ${part}`));
  const rest = lines.length > LINES ? [`  … and ${lines.length - LINES} more: --json prints all.`] : [];
  return [`${title} (${lines.length}). ${todo}`, ...shown, ...rest].join('\n');
}

function runText({ run }: UnderWay): string {
  if (run === null) return '';
  if (run === 'none') return '; no run is at it';
  return run === 'unknown' ? '; a run is at it' : `; for its run it is over (${run}), no run is at it`;
}

const nameOf = ({ customer, externalId }: CustomerRef): string => `${customer} (${externalId})`;
const minuteOf = (iso: string): string => iso.slice(0, 16).replace('T', ' ');
const sinceLine = (one: CustomerRef & { since: string }): string => `${nameOf(one)} since ${minuteOf(one.since)}`;
const countOf = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

function performedLines({ performed }: Held): string[] {
  if (!performed) return ['  what his run did is not known'];
  const lines = performed.effects.map(
    ({ did, what, at, effect }) => `  ${did === 'unknown' ? 'perhaps' : did}: ${what}, ${minuteOf(at)} (${effect})`,
  );
  const earlier = performed.earlierRunsUnread ? ['  runs before the last five were not read'] : [];
  return [...(lines.length > 0 ? lines : ['  nothing that the books do not know']), ...earlier];
}
