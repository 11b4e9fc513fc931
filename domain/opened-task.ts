import type { TaskRow } from './rows.js';

/** A task as it is opened. */
export const openedTask = ({
  superior = null,
  choices = [],
  ...asked
}: Pick<TaskRow, 'id' | 'customerId' | 'subject' | 'kind' | 'owner' | 'openedAt' | 'dueAt'> &
  Partial<Pick<TaskRow, 'superior' | 'choices'>>): TaskRow => ({
  superior,
  choices,
  status: 'open',
  outcome: null,
  endedAt: null,
  ...asked,
});
