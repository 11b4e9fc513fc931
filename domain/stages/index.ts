import { autopay } from './autopay/index.js';
import { clearing } from './clearing/index.js';
import { creditReview } from './credit-review/index.js';
import { delivery } from './delivery/index.js';
import { escalation } from './escalation/index.js';
import { failureHandling } from './failure-handling/index.js';
import { feedback } from './feedback/index.js';
import { invoicing } from './invoicing/index.js';
import { overdue } from './overdue/index.js';
import { reminders } from './reminders/index.js';
import type { StageType } from './stage-type.js';
import { statement } from './statement/index.js';

/** The stage types by their names in a journey file. A new one is its folder and two lines here. */
export const STAGE_TYPES: Readonly<Record<string, StageType<unknown>>> = {
  'credit review': creditReview,
  invoicing,
  delivery,
  autopay,
  clearing,
  'failure handling': failureHandling,
  reminders,
  escalation,
  overdue,
  statement,
  feedback,
};
