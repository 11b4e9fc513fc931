/** Who is asked, called or signs in a journey. Any name is one, so that a misspelt name is only told by its likeness to another. */
import { type Doubt, editDistance } from './findings.js';

/** Where the long form names people and desks. `else` may be what is decided without an answer, which is like none of them. */
const NAMED_AT: ReadonlySet<string> = new Set(['who', 'ask', 'call', 'else', 'owners', 'signedBy']);
/** Those that the product asks where a journey names nobody. */
const USUAL: readonly string[] = ['ar-desk', 'cash-desk', 'credit-desk', 'payments-desk', 'head-of-ar', 'account-manager', 'collector'];
/** Shorter words may differ by a letter and mean another desk, like AR and HR. */
const SHORTEST = 4;

interface Named {
  name: string;
  path: PropertyKey[];
}

/** Names in the long form `content` that are a letter away from one that is usual, or that is named more often or before. In the order of the file. */
export function misspeltDesks(content: unknown): Doubt[] {
  const named = namesIn({ part: content, path: [], isName: false });
  const times = new Map<string, number>();
  for (const { name } of named) times.set(name, (times.get(name) ?? 0) + 1);
  for (const name of USUAL) times.set(name, Infinity);
  const byTrust = [...times].sort(([, a], [, b]) => (a === b ? 0 : b - a)).map(([name]) => name);
  return named.flatMap(({ name, path }): Doubt[] => {
    const meant = byTrust.slice(0, byTrust.indexOf(name)).find((other) => isMisspelling({ name, other }));
    if (meant === undefined || times.get(name) === Infinity) return [];
    const message = `"${name}" is one letter away from "${meant}". Did you mean that? What is asked of a misspelt desk reaches nobody.`;
    return [{ code: 'unknown-desk', path, message }];
  });
}

function namesIn({ part, path, isName }: { part: unknown; path: PropertyKey[]; isName: boolean }): Named[] {
  if (typeof part === 'string') return isName ? [{ name: part, path }] : [];
  if (typeof part !== 'object' || part === null) return [];
  const list = Array.isArray(part);
  const isOwners = path.at(-1) === 'owners';
  return Object.entries(part).flatMap(([key, inner]) =>
    namesIn({ part: inner, path: [...path, list ? Number(key) : key], isName: list ? isName : isOwners || NAMED_AT.has(key) }),
  );
}

/** Whether one word of the two names differs, and by one letter only. */
function isMisspelling({ name, other }: { name: string; other: string }): boolean {
  const words = name.split('-');
  const others = other.split('-');
  const differing = words.flatMap((word, index) => (word === others[index] ? [] : [{ word, other: others[index] ?? '' }]));
  const [pair] = differing;
  if (words.length !== others.length || differing.length !== 1 || !pair) return false;
  const areWords = [pair.word, pair.other].every((word) => word.length >= SHORTEST && /^\p{L}+$/u.test(word));
  return areWords && editDistance(pair.word, pair.other) === 1;
}
