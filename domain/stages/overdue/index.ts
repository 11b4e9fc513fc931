import { addDays, dateAt, type Instant, instantAt } from '../../calendar.js';
import { sendTime } from '../../journey/long-form.js';
import { type AccountStanding, accountStanding } from '../../ledger/account-standing.js';
import { openedTask } from '../../opened-task.js';
import type { Reason } from '../../reasons.js';
import type { Change } from '../../rows.js';
import { type Plan, type PlanInput, type ProposedStep, stageType } from '../stage-type.js';
import { type OverdueConfig, overdueSchema, type State, type StateMessage } from './config.js';
import { tellOverdue } from './tell.js';
import { becauseOf, dayOf, distanceOf, reached } from './thresholds.js';
import { words } from './words.js';

/** Holds that stop one of these change what is counted or what is asked for. */
const STOPPING = ['escalation', 'reminders'] as const;

/** The most invoices that one message lists. */
const LISTED = 100;

/** What the stage notes of an account. An episode lasts from the first state until nothing reaches any, whatever holds there are. */
interface Notes {
  /** Where the account is; absent: clear. */
  state?: string;
  /** Counts the episodes: in each a state's messages go once. */
  episode: number;
  /** When each state was first entered in this episode. */
  since: Record<string, Instant>;
  /** Counts the entries of states, so that each hold has an id of its own. */
  entries: number;
  /** The state that was left for a lower one, whose messages on leaving are due; `entry` counts them apart from those of earlier times. */
  left?: { state: string; at: Instant; entry: number };
}

/**
 * The ladder of an account: its state follows the ledger at once, down and up, by the age of the oldest unpaid invoice, by their count or by what is
 * unpaid. What is disputed or held is left out. Up into a severe state it goes only from the state before it, the full distance after that one's notice
 * really went. Stands as long as the account does.
 */
export const overdue = stageType<OverdueConfig>({
  lanes: ['account'],
  schema: overdueSchema,
  outcomes: [],
  words,
  stepNames: ({ states, leaving }) => [...states.flatMap(({ send }) => send), ...Object.values(leaving).flat()].map(({ name }) => name),
  plan: planOverdue,
  tell: tellOverdue,
});

function planOverdue(input: PlanInput<OverdueConfig>): Plan {
  const { config, token, view, now, zone } = input;
  const { states } = config;
  const accountId = token.subject;
  const currency = view.account(accountId)?.currency;
  const tolerance = config.tolerance?.find((amount) => amount.currency === currency)?.amount ?? 0;
  const standing = accountStanding({ accountId, view, tolerance });
  const owing = accountStanding({ accountId, view, tolerance, leaveOut: false });
  // Its first invoice came with this decision: what it owes is read by the next.
  if (!standing || !owing) return { wakeAt: now };
  const today = dateAt(now, zone);
  const notes = notesOf(token.data);
  const before = notes.state;
  const target = reached({ states, standing, today });
  const climbed = climb({ ...input, target, notes });
  const level = climbed.level;
  const state = states[level];
  if (reached({ states, standing: owing, today }) < 0 && Object.keys(notes.since).length > 0) {
    notes.since = {};
    notes.episode += 1;
  }
  if (state) notes.since[state.name] ??= now;
  const moved = state?.name !== before;
  if (moved) notes.entries += 1;
  if (moved) delete notes.left;
  if (moved && before !== undefined && config.leaving[before] && states.findIndex(({ name }) => name === before) > level)
    notes.left = { state: before, at: now, entry: notes.entries };
  if (state) notes.state = state.name;
  else delete notes.state;
  return {
    data: notes as unknown as Record<string, unknown>,
    steps: stepsOf({ ...input, state, notes, standing, tolerance }),
    changes: moved ? changesOf({ ...input, level, notes }) : [],
    reasons: [...(moved ? moveReasons({ accountId, before, state, standing, today }) : []), ...climbed.reasons],
    wakeAt: soonest([
      climbed.wakeAt,
      ...comingDays({ states, standing, above: target, zone }),
      ...STOPPING.map((what) => view.nextHoldEnd(what)),
    ]),
  };
}

const notesOf = (data: Record<string, unknown>): Notes => {
  const { episode = 0, since = {}, entries = 0, state, left } = data as Partial<Notes>;
  return { episode, since: { ...since }, entries, ...(state !== undefined && { state }), ...(left && { left }) };
};

interface Climbed {
  level: number;
  wakeAt?: Instant;
  reasons: Reason[];
}

/** As far up as severe states allow now, and when the one above may be entered. */
function climb({
  config,
  token,
  contact,
  now,
  zone,
  done,
  target,
  notes,
}: PlanInput<OverdueConfig> & { target: number; notes: Notes }): Climbed {
  const about = token.subject;
  for (let at = 0; at <= target; at += 1) {
    const [state, before, after] = [config.states[at], config.states[at - 1], config.states[at + 1]];
    if (!state?.severe || !before) continue;
    const enteredAt = notes.since[state.name];
    if (enteredAt === undefined) {
      const waiting = untilSevere({ state, before, level: at - 1, input: { contact, now, zone, done }, about, notes });
      if (waiting) return waiting;
    }
    // A severe state is never passed over: the one above it follows a day later.
    if (!after || at === target || notes.since[after.name] !== undefined) continue;
    const tomorrow = addDays(dateAt(enteredAt ?? now, zone), 1);
    const opensAt = sendTime({ date: tomorrow, contact, zone });
    if (opensAt > now)
      return {
        level: at,
        wakeAt: opensAt,
        reasons: [waits({ about, state: after.name, until: tomorrow, because: 'the state before it begins' })],
      };
  }
  return { level: target, reasons: [] };
}

interface SevereInput {
  state: State;
  before: State;
  /** That of the state before it. */
  level: number;
  input: Pick<PlanInput<OverdueConfig>, 'contact' | 'now' | 'zone' | 'done'>;
  about: string;
  notes: Notes;
}

/** Why the severe state may not be entered yet: its notice has not gone, or not long enough ago; undefined: it may. */
function untilSevere({ state, before, level, input: { contact, now, zone, done }, about, notes }: SevereInput): Climbed | undefined {
  const notice = before.send.at(-1);
  const step = notice && done({ subject: about, step: notice.name, occurrence: notes.episode });
  const wentAt = notice ? (step?.went && !step.underWay ? step.at : undefined) : notes.since[before.name];
  // A notice that has not gone goes today at the earliest.
  const day = addDays(dateAt(wentAt ?? now, zone), distanceOf({ state, before }));
  const opensAt = sendTime({ date: day, contact, zone });
  if (wentAt !== undefined && opensAt <= now) return undefined;
  const because = wentAt === undefined ? 'the notice before it has not gone' : 'the distance of a severe step';
  return { level, wakeAt: opensAt, reasons: [waits({ about, state: state.name, until: day, because })] };
}

const waits = ({ about, state, until, because }: { about: string; state: string; until: string; because: string }): Reason => ({
  about,
  code: 'state-waits',
  params: { state, until, because },
});

function moveReasons({
  accountId,
  before,
  state,
  standing,
  today,
}: {
  accountId: string;
  before: string | undefined;
  state: State | undefined;
  standing: AccountStanding;
  today: string;
}): Reason[] {
  const because = state ? becauseOf({ from: state.from, standing, today }) : 'nothing reaches a state any more';
  return [
    ...(before === undefined ? [] : [{ about: accountId, code: 'left-state' as const, params: { state: before } }]),
    { about: accountId, code: 'entered-state' as const, params: { state: state?.name ?? 'clear', because } },
  ];
}

/** The days on which states above the one that is reached are reached if nothing is paid. */
const comingDays = ({
  states,
  standing,
  above,
  zone,
}: {
  states: readonly State[];
  standing: AccountStanding;
  above: number;
  zone: string;
}): (Instant | undefined)[] =>
  states.slice(above + 1).map(({ from }) => {
    const date = dayOf(from, standing);
    return date === undefined ? undefined : instantAt({ date, time: '00:00', zone });
  });

/** The messages of the state that was left, and those of the state and of the ones entered on the way to it, in their order. */
function stepsOf({
  config,
  contact,
  token,
  view,
  zone,
  state,
  notes,
  standing,
  tolerance,
}: PlanInput<OverdueConfig> & {
  state: State | undefined;
  notes: Notes;
  standing: AccountStanding;
  tolerance: number;
}): ProposedStep[] {
  const subject = token.subject;
  const idsOf = (items: AccountStanding['items']) => items.slice(0, LISTED).map(({ item }) => item.id);
  const step = { subject, paced: true, stoppedBy: 'reminders' as const };
  const { left } = notes;
  const leaving = (left && config.leaving[left.state]) ?? [];
  const parting = leaving.map(
    ({ name, send }: StateMessage): ProposedStep => ({
      ...step,
      step: name,
      occurrence: left?.entry ?? 0,
      at: left?.at ?? view.now,
      act: { do: 'send', template: send, purpose: 'notice', itemIds: idsOf(standing.items) },
    }),
  );
  if (!state || standing.items.length === 0) return parting;
  // What counts for the state may be held from reminders all the same, or its money be on its way.
  const askable = accountStanding({ accountId: subject, view, tolerance, stoppedFor: 'reminders' });
  const listed = idsOf((askable?.items ?? []).filter(({ item }) => !view.isPending(item.id)));
  if (listed.length === 0) return parting;
  const upTo = config.states.slice(0, config.states.indexOf(state) + 1);
  const entering = upTo.flatMap(({ name: entered, send, severe }, index) => {
    const since = notes.since[entered];
    if (since === undefined) return [];
    // What is reached with a day is told in its hours.
    const at = Math.max(since, sendTime({ date: dateAt(since, zone), contact, zone }));
    const isBorne = config.states[index + 1]?.severe === true;
    const common = { ...step, occurrence: notes.episode, at, severe };
    return send.map(
      ({ name, send: template }, place): ProposedStep => ({
        // Something severe rests on it that is not proposed yet.
        waits: isBorne && place === send.length - 1,
        ...common,
        step: name,
        act: { do: 'send', template, purpose: 'reminder', itemIds: listed, state: state.name },
      }),
    );
  });
  return [...parting, ...entering];
}

/** A hold lasts as long as the state that holds or a later one; what is asked ends when the state is left for a lower one. */
function changesOf({ config, token, view, now, level, notes }: PlanInput<OverdueConfig> & { level: number; notes: Notes }): Change[] {
  const { states } = config;
  const customerId = view.customer.id;
  const accountId = token.subject;
  const wanted = new Set(states.slice(0, level + 1).flatMap(({ hold }) => hold));
  const active = ['orders' as const, 'service' as const].map((what) => ({
    what,
    holds: view.activeHolds(accountId, what).filter(({ kind, subject }) => kind === 'overdue' && subject === accountId),
  }));
  const here = new Set(states.slice(0, level + 1).map(({ name }) => name));
  const asked = view.tasks.filter(({ subject, kind, status }) => subject === accountId && kind === 'overdue' && status === 'open');
  const entered = states[level];
  const taskId = (state: string, who: string) => `task/${accountId}/${state}/${who}/${notes.episode}`;
  return [
    ...active.flatMap(({ what, holds }): Change[] => {
      if (!wanted.has(what)) return holds.map(({ id }) => ({ update: 'hold', id, set: { endedAt: now } }));
      if (holds.length > 0) return [];
      const row = {
        id: `hold/${accountId}/${what}/${notes.entries}`,
        customerId,
        kind: 'overdue' as const,
        scope: 'account' as const,
        subject: accountId,
        amount: null,
        stops: [what],
        startedAt: now,
        endsAt: null,
        endedAt: null,
        cutOffOn: null,
      };
      return [{ insert: 'hold', row }];
    }),
    ...asked
      .filter(({ id }) => !states.some((state) => here.has(state.name) && state.ask.some((who) => id === taskId(state.name, who))))
      .map(({ id }): Change => ({ update: 'task', id, set: { status: 'closed', outcome: 'state left', endedAt: now } })),
    ...(entered?.ask ?? [])
      .filter((who) => view.task(taskId(entered?.name ?? '', who)) === undefined)
      .map(
        (who): Change => ({
          insert: 'task',
          row: openedTask({
            id: taskId(entered?.name ?? '', who),
            customerId,
            subject: accountId,
            kind: 'overdue',
            owner: who,
            openedAt: now,
            dueAt: null,
          }),
        }),
      ),
  ];
}

function soonest(moments: (Instant | undefined)[]): Instant | undefined {
  const known = moments.filter((moment) => moment !== undefined);
  return known.length > 0 ? Math.min(...known) : undefined;
}
