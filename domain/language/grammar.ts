/** The grammar of all sentences: shared words, the parts of a journey, the step lines of ladders, and what each stage type brings. */
import { grammar as compile } from 'ohm-js';
import { LADDER_WORDS } from '../ladder/words.js';
import { minorDigits, parseDecimal } from '../money.js';
import { AUDIENCE_WORDS } from '../segments/audience.js';
import { STAGE_TYPES } from '../stages/index.js';
import { JOURNEY_WORDS } from './journey-words.js';
import { type Long, nameOf, Placed, type Read, type Words } from './words.js';

const SHARED = `
  number (a number) = digit+
  time (a time like 09:00) = digit digit ":" digit digit
  endOfWord = ~alnum
  days (days) = ("days" | "day") endOfWord
  months (months) = ("months" | "month") endOfWord
  Days = number days
  Months = number months
  businessDays (business days) = "business" space+ days
  BusinessDays = number businessDays
  hours (hours) = ("hours" | "hour") endOfWord
  Hours = number hours
  Within = "within" TimeLimit
  TimeLimit = BusinessDays | Hours | Days
  nameEnd = space* ("," | end)
  name (a name) = letter (~nameEnd any)*
  who (a person or a desk) = ("the" space+)? name
  template (the name of a message) = name
  currency (a currency like EUR) = upper upper upper endOfWord
  decimal (an amount) = digit+ ("." digit+)?
  Money = currency decimal
  Ask = who "," Within "," Else
  Else = "else" name
  Send = "send" template
`;

const SHARED_ACTIONS: Words['actions'] = {
  number: (digits) => Number(digits.sourceString),
  time: (...parts) => parts.map(({ sourceString }) => sourceString).join(''),
  Days: (number) => ({ days: number.long() }),
  Months: (number) => ({ months: number.long() }),
  BusinessDays: (number) => ({ businessDays: number.long() }),
  Hours: (number) => ({ hours: number.long() }),
  Within: (_within, limit) => limit.long(),
  name: (first, rest) => nameOf([first, rest]),
  who: (...parts) => parts.at(-1)?.long(),
  template: (name) => name.long(),
  Money: (currency, decimal) => ({
    amount: parseDecimal(decimal.sourceString, digitsOf(currency.sourceString)) ?? Number.NaN,
    currency: new Placed(currency.sourceString, currency.source.startIdx),
  }),
  Ask: (who, _comma, within, _second, otherwise) => ({ who: who.long(), within: within.long(), else: otherwise.long() }),
  Else: (_else, name) => name.long(),
  Send: (_send, template) => template.long(),
};

const BROUGHT: Pick<Words, 'grammar' | 'actions'>[] = [
  AUDIENCE_WORDS,
  ...Object.values(JOURNEY_WORDS),
  LADDER_WORDS,
  ...Object.values(STAGE_TYPES).flatMap(({ words }) => (words ? [words] : [])),
];
const GRAMMAR = compile(`Duly {${SHARED}${BROUGHT.map(({ grammar }) => grammar).join('')}}`);
const ACTIONS: Words['actions'] = Object.assign({}, SHARED_ACTIONS, ...BROUGHT.map(({ actions }) => actions));
const SEMANTICS = GRAMMAR.createSemantics().addOperation<Long>('long', {
  ...Object.fromEntries(Object.entries(ACTIONS).map(([rule, action]) => [rule, withPartsOf(rule, action)])),
  _iter: (...children: Read[]) => children.map((child) => child.long()),
} as never);

/** Ohm wants each action to take exactly its rule's parts; ours name those that they use. */
function withPartsOf(rule: string, action: (...parts: Read[]) => Long): (...parts: Read[]) => Long {
  const { body } = (GRAMMAR as unknown as { rules: Record<string, { body: { getArity(): number } }> }).rules[rule] ?? {};
  return Object.defineProperty((...parts: Read[]) => action(...parts), 'length', { value: body?.getArity() ?? 0 });
}

/** The longest sentence that is read. */
const LONGEST = 500;

/**
 * A sentence by a rule: what it means, or where it stops to be one (0 is its first character) and what was expected there. `lacksElse`: what it does not
 * say is what happens otherwise, and it must.
 */
export function readSentence({ text, rule }: { text: string; rule: string }): { long: Long } | Misread {
  if (text.length > LONGEST) return { at: LONGEST, expected: `a sentence of at most ${LONGEST} characters` };
  const match = GRAMMAR.match(text, rule);
  if (!match.failed()) return { long: SEMANTICS(match).long() };
  const at = match.getRightmostFailurePosition();
  const otherwise = elseAfter({ said: text.slice(0, at).replace(/[\s,]+$/, ''), rule });
  return otherwise === undefined ? { at, expected: match.getExpectedText() } : { at, expected: otherwise, lacksElse: true };
}
export interface Misread {
  at: number;
  expected: string;
  lacksElse?: boolean;
}

/** The `, else` that a sentence lacks, with the words that can only follow it; undefined: it is one without it, or would not go on with it. */
function elseAfter({ said, rule }: { said: string; rule: string }): string | undefined {
  if (GRAMMAR.match(said, rule).succeeded()) return undefined;
  for (let words = ', else'; ; ) {
    const match = GRAMMAR.match(`${said}${words} `, rule);
    if (!match.failed()) return `"${words}"`;
    if (match.getRightmostFailurePosition() < said.length + words.length) return undefined;
    const next = match.getExpectedText();
    const word = /^"([^"]+)"$/.exec(next)?.[1];
    if (word === undefined) return `"${words} …" with ${next.replace(/ or "[^"]+"$/, '')}`;
    words += ` ${word}`;
  }
}

function digitsOf(currency: string): number {
  try {
    return minorDigits(currency);
  } catch {
    return 2;
  }
}
