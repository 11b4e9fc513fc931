import { type FindingCode, suggestion } from '../journey/findings.js';
import type { Lane } from '../journey/journey.js';
import { namedSteps } from '../journey/ladder.js';
import type { Costs } from './terms.js';

/** Says which steps are none of the journey's, and which fees leave a currency out. */
export function sayCosts({
  costs: { interest, fees },
  lanes,
  say,
}: {
  costs: Costs;
  lanes: Lane[];
  say(code: FindingCode, path: PropertyKey[], message: string): void;
}): void {
  const steps = lanes.filter((lane) => lane.for === 'item').flatMap(namedSteps);
  const needStep = (step: string, path: PropertyKey[]): void => {
    if (!steps.includes(step))
      say(
        'unknown-step',
        path,
        `Interest and fees are claimed with a step of the journey, and "${step}" is none; there are ${steps.join(', ') || 'none'}.${suggestion(step, steps)}`,
      );
  };
  if (interest) needStep(interest.firstIn, ['costs', 'interest', 'firstIn']);
  const currencies = new Set(fees.flatMap(({ amounts }) => amounts.map(({ currency }) => currency)));
  for (const [index, fee] of fees.entries()) {
    needStep(fee.with, ['costs', 'fees', index, 'with']);
    const missing = [...currencies].filter((currency) => !fee.amounts.some((money) => money.currency === currency));
    if (missing.length > 0)
      say('missing-currency', ['costs', 'fees', index], `This fee has no amount in ${missing.join(', ')}, and another one has: add it.`);
  }
}
