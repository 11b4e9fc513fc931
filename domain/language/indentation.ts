import type { YamlProblem } from './bounded-yaml.js';

export interface Misplaced extends YamlProblem {
  /** From where on whatever else is wrong with the form may come from it: where the line before begins. */
  from: number;
}

interface Line {
  number: number;
  offset: number;
  indent: number;
  /** Without a comment after it. */
  content: string;
}

export const TAB = 'A tab stands where a line is indented; use spaces.';

/** What its lines are indented by is free from here on: texts of several lines, brackets and quotes over lines, lists. */
const FREE = /(?:^|\s)[|>][+-]?\d*$|^[-?](?:\s|$)/;

/**
 * The first line that fits nothing around it by its indentation: deeper under a line that says all of its own, or between two levels. Undefined where
 * none is found. For a text that the reader of YAML refused: what it says of such a line is told of others.
 */
export function misplacedLine(text: string): Misplaced | undefined {
  /** From the outermost level inwards, each by its first line. */
  const levels: Line[] = [];
  let before: Line | undefined;
  for (const line of linesOf(text)) {
    const said = (message: string): Misplaced => ({ offset: line.offset + line.indent, from: before?.offset ?? 0, message });
    if (line.content.startsWith('\t')) return said(TAB);
    if (FREE.test(line.content) || isOpen(line.content)) return undefined;
    const inner = levels.at(-1);
    if (!before || !inner) levels.push(line);
    else if (line.indent > inner.indent) {
      if (before.content.endsWith(':')) levels.push(line);
      else if (/:(?:\s|$)/.test(line.content))
        return said(
          `This line is indented deeper (${spaces(line)}) than line ${before.number} (${spaces(before)}), which says all of its own: indent both alike, or end line ${before.number} after its colon.`,
        );
    } else {
      let inside = inner;
      while (levels.length > 1 && (levels.at(-1) as Line).indent > line.indent) inside = levels.pop() as Line;
      const outer = levels.at(-1) as Line;
      if (outer.indent !== line.indent)
        return said(
          `This line is indented by ${spaces(line)}, which is no level of those around it: line ${inside.number} begins one of ${spaces(inside)}, line ${outer.number} one of ${spaces(outer)}. Indent it like the lines it belongs to.`,
        );
    }
    before = line;
  }
  return undefined;
}

const spaces = ({ indent }: Line): string => (indent === 1 ? '1 space' : `${indent} spaces`);

/** Those that say something. */
function* linesOf(text: string): Generator<Line> {
  let offset = 0;
  for (const [index, whole] of text.split('\n').entries()) {
    const indent = whole.length - whole.replace(/^ +/, '').length;
    const content = whole
      .slice(indent)
      .replace(/(?:^|\s)#.*$/, '')
      .trimEnd();
    if (content !== '' && content !== '---') yield { number: index + 1, offset, indent, content };
    offset += whole.length + 1;
  }
}

/** A bracket or a quote is not closed in the line. */
function isOpen(content: string): boolean {
  const count = (characters: RegExp) => content.match(characters)?.length ?? 0;
  return count(/[[{]/g) !== count(/[\]}]/g) || count(/"/g) % 2 === 1;
}
