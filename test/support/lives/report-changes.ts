/** What is otherwise from then on: when an invoice is due, and whom we write to. */
import type { Report } from '../../../domain/facts.js';
import type { ItemRow } from '../../../domain/rows.js';
import type { MemoryBook } from '../../../domain/simulator/memory-book.js';
import type { StoryEvent } from './draw-story.js';
import { later } from './own-calendar.js';

type Common = Pick<Report, 'source' | 'externalId' | 'effectiveOn'>;

interface ChangedInput {
  event: StoryEvent;
  common: Common;
  book: MemoryBook;
  open: ItemRow | undefined;
}

/** Another due date of an invoice, of one about which something is under way above all: later than it was, or near today, whatever it was. */
export function dueDateChanged({ event: { pick, part, yes }, common, book, open }: ChangedInput): Report[] {
  const item = aboutToBeTold(book) ?? open;
  if (!item) return [];
  const dueOn = yes ? later(item.dueOn, part + pick * 2) : later(common.effectiveOn, pick - 8);
  const [, day = dueOn] = [dueOn, item.issuedOn].sort();
  return [{ ...common, type: 'invoice.dueChanged', data: { itemId: item.id, dueOn: day } }];
}

const PURPOSES = ['all', 'finance-director', 'managing-director', 'accounts-payable'] as const;
const CHANNELS = [['email'], ['email', 'letter'], ['letter'], []] as const;

/** Somebody else is there for a purpose, by other ways, or nobody. */
export const contactChanged = ({ event: { pick, part }, common }: Pick<ChangedInput, 'event' | 'common'>): Report[] => [
  {
    ...common,
    type: 'contact.changed',
    data: { contactId: `K${pick % 3}`, purpose: PURPOSES[pick % PURPOSES.length] ?? 'all', by: [...(CHANNELS[part] ?? [])] },
  },
];

/** The first invoice of which something is decided that has not gone. */
export function aboutToBeTold(book: MemoryBook): ItemRow | undefined {
  for (const { status, effect } of book.effects.values())
    if (status === 'planned' && 'itemIds' in effect) {
      const item = book.item(effect.itemIds[0] ?? '');
      if (item && item.open > 0) return item;
    }
  return undefined;
}
