import { firmerTemplate } from '../segments/audience.js';
import { checkSegments } from '../segments/check-segments.js';
import { BUILT_IN, type GivenSegments, segmentName } from '../segments/segment.js';
import { type FindingCode, suggestion } from './findings.js';

interface SaySegmentsInput {
  given: GivenSegments | undefined;
  /** The long form of the whole journey. */
  content: unknown;
  say(code: FindingCode, path: PropertyKey[], message: string, within?: number): void;
}

/** What is wrong with the segments, those that are named and are not there, and those that nobody names. */
export function saySegments({ given, content, say }: SaySegmentsInput): void {
  for (const { code, path, within, message } of checkSegments(given ?? {})) say(code, path, message, within);
  const uses = segmentUses(content);
  const own = Object.keys(given ?? {});
  const known = [...own.map(segmentName), ...BUILT_IN.map(({ name }) => name)];
  for (const { name, path } of uses) {
    if (known.includes(name)) continue;
    const there = own.length === 0 ? 'The journey has no segments' : `There is no segment "${shown(name)}"; there are ${own.join(', ')}`;
    const message = `${there}${own.length === 0 ? `, and "${shown(name)}" is none` : ''}. Write it under "segments", like "${shown(name)}: customer.averageDaysLate > 15".${suggestion(name, known)}`;
    say('unknown-segment', path, message);
  }
  for (const said of own)
    if (!uses.some(({ name }) => name === segmentName(said)))
      say(
        'unused-segment',
        ['segments', said],
        `Nothing in the journey is for "${said}": name it in a step, in the credit review, under "becomes" or as whom interest is waived for, or remove it.`,
      );
}

const shown = (name: string): string => name.replaceAll('-', ' ');

interface SegmentUse {
  name: string;
  path: PropertyKey[];
}

/** Where a journey's long form names a segment: as `segment`, as `waivedFor`, or under `to` of a step. */
function segmentUses(content: unknown): SegmentUse[] {
  const uses: SegmentUse[] = [];
  const visit = (value: unknown, path: PropertyKey[]): void => {
    if (typeof value === 'string') {
      const [parent, key] = path.slice(-2);
      if (key === 'segment' || key === 'waivedFor' || (parent === 'to' && ['not', 'only', 'firmer'].includes(String(key))))
        uses.push({ name: value, path });
    } else if (typeof value === 'object' && value !== null)
      for (const [key, part] of Object.entries(value)) visit(part, [...path, Array.isArray(value) ? Number(key) : key]);
  };
  const { segments: _own, ...rest } = content as Record<string, unknown>;
  visit(rest, []);
  return uses;
}

/** The messages in firmer words that steps send, each with the place of what asks for it. */
export function firmerMessages(content: unknown): { template: string; path: PropertyKey[] }[] {
  const found: { template: string; path: PropertyKey[] }[] = [];
  const visit = (value: unknown, path: PropertyKey[]): void => {
    if (typeof value !== 'object' || value === null) return;
    const { do: doing, to } = value as { do?: { send?: unknown }; to?: { firmer?: unknown } };
    if (typeof doing?.send === 'string' && typeof to?.firmer === 'string')
      found.push({ template: firmerTemplate(doing.send), path: [...path, 'to', 'firmer'] });
    for (const [key, part] of Object.entries(value)) visit(part, [...path, Array.isArray(value) ? Number(key) : key]);
  };
  visit((content as { lanes?: unknown }).lanes, ['lanes']);
  return found;
}
