import { type Effect, effectId, type MessageEffect } from '../effects/effect.js';
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
 * claimed by itself. Everything else, and what is severe, goes alone.
 */
export function mergeMessages({ effects, together, customerId, view }: MergeInput): Effect[] {
  if (!together) return effects;
  const merged: Effect[] = [];
  const open = new Map<string, MessageEffect>();
  for (const effect of effects) {
    const accountId =
      effect.kind === 'message' && effect.purpose === 'reminder' && !effect.alone
        ? view.item(effect.itemIds[0] ?? '')?.accountId
        : undefined;
    const joint = accountId ? open.get(accountId) : undefined;
    if (effect.kind !== 'message' || !accountId || !joint || joint.itemIds.length >= ITEMS_IN_ONE) {
      merged.push(effect);
      if (effect.kind === 'message' && accountId) open.set(accountId, effect);
      continue;
    }
    const latest = daysLate(effect, view) > daysLate(joint, view) ? effect : joint;
    const lead = latest.steps[0] ?? effect.steps[0];
    Object.assign(joint, {
      id: lead ? effectId({ customerId, ...lead }) : joint.id,
      template: latest.template,
      steps: [...joint.steps, ...effect.steps],
      itemIds: [...joint.itemIds, ...effect.itemIds],
      due: Math.min(joint.due, effect.due),
    });
  }
  return merged;
}

/** How far along its item is: the oldest due date is the latest step. */
const daysLate = (effect: MessageEffect, view: View): number => -Date.parse(view.item(effect.itemIds[0] ?? '')?.dueOn ?? '1970-01-01');
