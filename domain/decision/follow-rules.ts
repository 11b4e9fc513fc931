import { dateAt } from '../calendar.js';
import { CUSTOMER_WORDS } from '../conditions/customer-words.js';
import { wordOf } from '../conditions/vocabulary.js';
import { type JourneyRules, ruleFor } from '../journey-rules/journey-rules.js';
import { mustRule } from '../journey-rules/must-rule.js';
import { wayByRules } from '../journey-rules/way-by-rules.js';
import { aboutOf, isIn } from './segments.js';
import type { Work } from './work.js';

/**
 * Asks the rules, or what his journey says of it, which journey the customer has, at the first decision of a day of his and whenever something was reported of him. Whether they give him another one: then only that is reported,
 * and nothing else is to be decided, so that the next decision is made by the new journey and hears of all that waits. A version of the journey that he
 * has is never another one.
 */
export function followRules(work: Work, rules: JourneyRules): boolean {
  const { journey, rows, now, zone } = work;
  const { customer } = rows;
  const today = dateAt(now, zone);
  // What is more than one decision takes is decided before: the move's own fact must be among the facts of the decision that follows it.
  if (rows.more || !mustRule({ rules, customer, heard: rows.facts.length > 0, today })) return false;
  const about = aboutOf(work);
  const rule = ruleFor({ rules, about, isIn: (segment) => isIn(work, segment) });
  if (customer.ruled.on !== today || customer.ruled.by !== rules.version)
    work.change([{ update: 'customer', id: customer.id, set: { ruled: { on: today, by: rules.version } } }]);
  if (rule === undefined || rule.journey.name === journey.name) return false;
  const { journey: to, journeyId, when, condition, segment } = rule;
  const { rules: stages, begins, problems } = wayByRules({ from: journey, to, stages: rules.stages });
  if (problems.length > 0) {
    work.reasons.push({
      about: customer.id,
      code: 'rule-no-way',
      params: { journey: to.name, why: problems.join(' ').replace(/\.$/, '') },
    });
    return false;
  }
  const values = condition?.names.map(
    (name) => `${name.slice('customer.'.length)} is ${wordOf(CUSTOMER_WORDS, name)?.of(about) ?? 'unknown'}`,
  );
  const byItself = rules.version === 0;
  const because = segment === undefined ? (values?.join(' and ') ?? 'no other rule is true of him') : `he is in the segment ${segment}`;
  if (byItself) work.reasons.push({ about: customer.id, code: 'journey-becomes', params: { journey: to.name, because } });
  else work.reasons.push({ about: customer.id, code: 'journey-ruled', params: { journey: to.name, rule: when, because } });
  work.reports.push({
    type: 'journey.moved',
    source: 'duly',
    externalId: `${customer.id}/rules-${rules.version}/${rows.seq + 1}`,
    effectiveOn: today,
    data: {
      from: customer.journeyId,
      to: journeyId,
      by: byItself ? 'the journey' : 'rules',
      stages,
      begins,
      ...(!byItself && { rules: rules.version }),
    },
  });
  return true;
}
