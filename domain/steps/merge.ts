import type { Effect, MessageEffect, StepRef } from '../effects/effect.js';
import { fnv1a } from '../fingerprint.js';
import type { View } from '../view.js';

interface MergeInput {
  effects: Effect[];
  together: boolean;
  customerId: string;
  view: View;
}

/** The most items that one message lists. */
const ITEMS_IN_ONE = 100;

/**
 * Reminders of one account that are due together travel in one message, in the tone of the latest step among them. Each keeps its own step, to be
 * claimed by itself. Everything else, and what is severe, goes alone. The id of a joint message comes from all its steps: one that the claim leaves
 * out goes later under an id of its own.
 */
export function mergeMessages({ effects, together, customerId, view }: MergeInput): Effect[] {
  if (!together || effects.length <= 1) return effects;
  const alone: Effect[] = [];
  const groups: { seat: string; accountId: string; messages: MessageEffect[] }[] = [];
  for (const effect of effects) {
    const accountId = effect.kind === 'message' && effect.purpose === 'reminder' && !effect.alone ? accountOf(effect, view) : undefined;
    if (effect.kind !== 'message' || accountId === undefined) alone.push(effect);
    else {
      const seat = seatOf({ accountId, by: effect.by, enclosed: effect.enclosed, to: effect.to, copy: effect.copy });
      const group = groups.findLast((candidate) => candidate.seat === seat && candidate.messages.length < ITEMS_IN_ONE);
      if (group) group.messages.push(effect);
      else groups.push({ seat, accountId, messages: [effect] });
    }
  }
  return [...alone, ...groups.map(({ accountId, messages }) => joined({ customerId, accountId, messages, view }))];
}

/** What travels together: reminders of one account that go the same ways to the same people, with the same enclosures. */
export const seatOf = ({
  accountId,
  by,
  enclosed,
  to,
  copy,
}: { accountId: string } & Pick<MessageEffect, 'by' | 'enclosed' | 'to' | 'copy'>): string =>
  by === undefined && to === undefined && copy === undefined ? accountId : [accountId, by, enclosed, to, copy].join(' ');

/** Counts the effects of a decision as they will go out: reminders of one account in joint messages, where the journey has them travel together. */
export const countOutgoing = ({ together }: { together: boolean }): Outgoing => new Outgoing(together);

export type { Outgoing };

/** Made in each decision: its questions are methods, so that making it costs nothing. */
class Outgoing {
  private readonly together: boolean;
  private reminders: Map<string, number> | undefined;
  private counted = 0;

  constructor(together: boolean) {
    this.together = together;
  }

  count(): number {
    return this.counted;
  }

  /** Whether a reminder finds a place in a message that goes anyway. */
  hasSeat(seat: string | undefined): boolean {
    return this.together && seat !== undefined && (this.reminders?.get(seat) ?? 0) % ITEMS_IN_ONE > 0;
  }

  /** One effect more; with a seat it is a reminder that may travel with others. */
  add(seat: string | undefined): void {
    if (!this.hasSeat(seat)) this.counted += 1;
    if (seat === undefined) return;
    this.reminders ??= new Map();
    this.reminders.set(seat, (this.reminders.get(seat) ?? 0) + 1);
  }
}

function joined({
  customerId,
  accountId,
  messages,
  view,
}: {
  customerId: string;
  accountId: string;
  messages: MessageEffect[];
  view: View;
}): MessageEffect {
  if (messages.length === 1) return messages[0] as MessageEffect;
  const oldestFirst = [...messages].sort((a, b) => (dueOf(a, view) < dueOf(b, view) ? -1 : 1));
  const tone = oldestFirst[0] as MessageEffect;
  const steps = messages.flatMap((message) => message.steps);
  const costs = messages.flatMap((message) => message.costs ?? []);
  return {
    ...tone,
    ...(costs.length > 0 && { costs }),
    ...(messages.some(({ unlessMethod }) => unlessMethod) && { unlessMethod: true }),
    id: `${customerId}/${accountId}/together-${fingerprint(steps)}/0`,
    steps,
    itemIds: messages.flatMap((message) => message.itemIds),
    due: Math.min(...messages.map((message) => message.due)),
  };
}

/** Of what an account itself is told: none. */
const accountOf = ({ accountId, itemIds }: MessageEffect, view: View): string | undefined =>
  accountId === undefined ? view.item(itemIds[0] ?? '')?.accountId : undefined;
const dueOf = (effect: MessageEffect, view: View): string => view.item(effect.itemIds[0] ?? '')?.dueOn ?? '';

/** Sixteen hex digits that differ for different sets of steps (two FNV-1a hashes with different starts). */
function fingerprint(steps: StepRef[]): string {
  const text = steps
    .map(({ subject, step, occurrence }) => `${subject} ${step} ${occurrence}`)
    .sort()
    .join('\n');
  return [0x811c9dc5, 0x01000193].map((start) => fnv1a(text, start).toString(16).padStart(8, '0')).join('');
}
