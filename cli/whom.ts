/** For whom a version is: what a person may say, and how it is told. */
import type { Chosen } from '../adapters/move-customers.js';
import { compileCondition } from '../domain/conditions/compile.js';
import { CUSTOMER_WORDS } from '../domain/conditions/customer-words.js';
import { DulyError } from '../domain/errors.js';

/** Of `--for`: `new` moves nobody. */
export type Whom = 'new' | Chosen;

/** `new`, `everybody`, `25%`, or a condition like `customer.country == "DE"`. Throws `invalid_request` with what is wrong in the condition. */
export function readWhom({ text, at }: { text: string; at: string }): Whom {
  if (text === 'new') return 'new';
  if (text === 'everybody') return { all: true };
  const [, number] = /^(\d{1,3}(?:\.\d{1,4})?) ?%$/.exec(text) ?? [];
  if (number !== undefined) return { percent: readPercent({ text: number, at }) };
  if (text.includes('customer.')) return { where: readWhere({ text, at }) };
  const message = `For whom is said as new, everybody, a percentage like 25%, or a condition like customer.country == "DE"; "${text}" is none of them.`;
  throw new DulyError({ code: 'invalid_request', at, message });
}

/** A condition on customers, as it was written. Throws `invalid_request` with everything that is wrong in it. */
export function readWhere({ text, at }: { text: string; at: string }): string {
  const { findings } = compileCondition({ text, vocabulary: CUSTOMER_WORDS });
  if (findings.length === 0) return text;
  const problems = findings.map((finding) => `Character ${finding.at + 1} of the condition: ${finding.message}`);
  throw new DulyError({ code: 'invalid_request', at, message: problems.join('\n') });
}

/** A number above 0 up to 100. Throws `invalid_request`. */
export function readPercent({ text, at }: { text: string; at: string }): number {
  const percent = Number(text);
  if (percent > 0 && percent <= 100) return percent;
  throw new DulyError({ code: 'invalid_request', at, message: `A percentage is a number above 0 up to 100; "${text}" is not.` });
}

/** `25 % of the customers`. */
export function whomText(chosen: Chosen): string {
  if ('all' in chosen) return 'everybody';
  if ('percent' in chosen) return `${chosen.percent} % of the customers, always the same`;
  if ('where' in chosen) return `whoever is ${chosen.where}`;
  return chosen.ids.length === 1 ? '1 customer by his id' : `${chosen.ids.length} customers by their ids`;
}
