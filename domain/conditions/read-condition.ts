/** Reads the text of a condition. CEL knows more than is taken here: what could cost without bound (macros, patterns) or has no use in a condition is refused by name. */
import { type ASTNode, Environment, ParseError } from '@marcbachmann/cel-js';
import type { ConditionFinding } from './condition.js';
import { CALCULATIONS, type Calculation, COMPARISONS, type Comparison, TEXT_QUESTIONS, type Term, type TextQuestion } from './term.js';

/** The longest condition, in characters, and how deep its parentheses may go. */
export const LONGEST_CONDITION = 500;
const DEEPEST = 16;
const MOST_IN_A_LIST = 50;

const CEL = new Environment({
  unlistedVariablesAreDyn: true,
  limits: { maxAstNodes: 250, maxDepth: DEEPEST, maxListElements: MOST_IN_A_LIST, maxMapEntries: 1, maxCallArguments: 4 },
});

/** The term, or why there is none. Findings about parts that are refused come all at once. */
export function readCondition(text: string): { term: Term; findings: [] } | { term?: undefined; findings: ConditionFinding[] } {
  if (text.length > LONGEST_CONDITION)
    return {
      findings: [
        limit(
          LONGEST_CONDITION,
          `A condition has at most ${LONGEST_CONDITION} characters; this one has ${text.length}. Make it two segments.`,
        ),
      ],
    };
  if (text.trim() === '') return { findings: [unreadable(0, 'Expected a condition like customer.averageDaysLate > 15; there is none.')] };
  let tree: ASTNode;
  try {
    tree = CEL.parse(text).ast;
  } catch (error) {
    return { findings: [parseFinding({ error, text })] };
  }
  const findings: ConditionFinding[] = [];
  const term = termOf(tree, findings);
  return findings.length > 0 || term === undefined ? { findings } : { term, findings: [] };
}

const limit = (at: number, message: string): ConditionFinding => ({ code: 'condition-limit', at, message });
const unreadable = (at: number, message: string): ConditionFinding => ({ code: 'condition-unreadable', at, message });

/** What people write who know other languages, at the word where CEL stops, and what CEL writes instead. */
const INSTEAD: readonly [RegExp, string][] = [
  [/^=(?!=)/, 'Two values are compared with ==, not with one =.'],
  [/^(and|AND)\b/, 'Write && for "and".'],
  [/^(or|OR)\b/, 'Write || for "or".'],
  [/^(not|NOT)\b/, 'Write ! for "not", like !(customer.hasAutopay).'],
  [/^<>/, 'Write != for "is not".'],
];

function parseFinding({ error, text }: { error: unknown; text: string }): ConditionFinding {
  if (!(error instanceof ParseError)) return unreadable(0, 'This is not readable as a condition.');
  const at = Math.min(error.range?.start ?? 0, text.length);
  if (error.code === 'limit_exceeded')
    return limit(at, `This condition is too large: ${error.summary.replace('Exceeded ', 'it exceeds ')}. Make it two segments.`);
  const rest = text.slice(at);
  const instead = INSTEAD.find(([pattern]) => pattern.test(rest))?.[1];
  if (instead) return unreadable(at, instead);
  const found = /^\s*([\p{L}\p{N}._]+|\S)/u.exec(rest)?.[1];
  return unreadable(
    at,
    `${found ? `A condition cannot go on with "${found}" here` : 'The condition breaks off here'}; a condition looks like customer.averageDaysLate > 15 && customer.country == "DE".`,
  );
}

const REFUSED: Readonly<Record<string, string>> = {
  matches:
    'Patterns are not known in conditions: one that is made for it would never come to an end. Use startsWith, endsWith, contains or in.',
};

function termOf(node: ASTNode, findings: ConditionFinding[]): Term | undefined {
  const at = node.start;
  const refuse = (message: string, code: ConditionFinding['code'] = 'condition-limit', place = at) => {
    findings.push({ code, at: place, message });
    return undefined;
  };
  switch (node.op) {
    case 'value':
      return literalOf(node, findings);
    case 'id':
    case '.': {
      const name = nameOf(node);
      return name === undefined ? refuse('Only names like customer.country have a dot.', 'condition-unreadable') : { at, is: 'name', name };
    }
    case '!_':
    case '-_': {
      const of = termOf(node.args, findings);
      if (node.op === '-_' && of?.is === 'value' && typeof of.value === 'number') return { at, is: 'value', value: -of.value || 0 };
      return of && { at, is: node.op === '!_' ? 'not' : 'negative', of };
    }
    case '&&':
    case '||': {
      const [left, right] = node.args.map((part) => termOf(part, findings));
      return left && right && { at, is: node.op === '&&' ? 'and' : 'or', left, right };
    }
    case 'in': {
      const [of, list] = node.args;
      const one = termOf(of, findings);
      if (list.op !== 'list') return refuse('Expected a list after "in", like ["DE", "AT"].', 'condition-type', list.start);
      const members = list.args.map((part) => termOf(part, findings));
      return one && members.every((member) => member !== undefined) ? { at, is: 'among', of: one, list: members } : undefined;
    }
    case 'list':
      return refuse('A list stands only after "in", like customer.country in ["DE", "AT"].');
    case 'call': {
      const [called, [of, ...more]] = node.args;
      const name = of && nameOf(of);
      if (called === 'has' && name?.includes('.') && more.length === 0) return { at, is: 'known', name };
      return refuse(called === 'has' ? 'has(…) takes one name, like has(customer.averageDaysLate).' : unknownCall(called));
    }
    case 'rcall': {
      const [called, of, [part, ...more]] = node.args;
      if (!isTextQuestion(called) || !part || more.length > 0) return refuse(unknownCall(called));
      const [text, wanted] = [termOf(of, findings), termOf(part, findings)];
      return text && wanted && { at, is: 'text', by: called, of: text, part: wanted };
    }
    case '?:':
      return refuse('"? :" is not known in conditions; say it with && and ||.');
    case 'map':
    case '[]':
    case '[?]':
    case '.?':
      return refuse('Maps and places in lists are not known in conditions; name a value like customer.country.');
    default: {
      const [left, right] = node.args.map((part) => termOf(part, findings));
      if (!left || !right) return undefined;
      if (isComparison(node.op)) return { at, is: 'compare', by: node.op, left, right };
      if (isCalculation(node.op)) return { at, is: 'calculate', by: node.op, left, right };
      return refuse(`"${String(node.op)}" is not known in conditions.`);
    }
  }
}

const unknownCall = (called: string): string =>
  REFUSED[called] ??
  `"${called}" is not known in conditions; there are has, ${TEXT_QUESTIONS.join(', ')}, and the signs ! && || == != < <= > >= + - * / % in.`;

function literalOf(node: Extract<ASTNode, { op: 'value' }>, findings: ConditionFinding[]): Term | undefined {
  const { args: value, start: at } = node;
  if (typeof value === 'string' || typeof value === 'boolean') return { at, is: 'value', value };
  if (typeof value === 'bigint' && Number.isSafeInteger(Number(value))) return { at, is: 'value', value: Number(value) };
  const message =
    typeof value === 'bigint'
      ? 'This number is too large.'
      : typeof value === 'number'
        ? 'Numbers in conditions are whole; write 2, not 2.5.'
        : 'Expected a whole number, a text in quotes, true or false.';
  findings.push({ code: 'condition-type', at, message });
  return undefined;
}

/** `customer.country` of what is nothing but names and dots. */
function nameOf(node: ASTNode): string | undefined {
  if (node.op === 'id') return node.args;
  if (node.op !== '.') return undefined;
  const owner = nameOf(node.args[0]);
  return owner === undefined ? undefined : `${owner}.${node.args[1]}`;
}

const isTextQuestion = (name: string): name is TextQuestion => (TEXT_QUESTIONS as readonly string[]).includes(name);
const isComparison = (op: string): op is Comparison => (COMPARISONS as readonly string[]).includes(op);
const isCalculation = (op: string): op is Calculation => (CALCULATIONS as readonly string[]).includes(op);
