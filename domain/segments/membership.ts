import type { AboutInvoice } from '../conditions/customer-words.js';
import { SEGMENT_WORDS } from '../conditions/customer-words.js';
import { wordOf } from '../conditions/vocabulary.js';
import { type CompiledSegment, namesOf } from './compiled.js';

/** The names of the segments that a customer is in. Whoever is in one stays until its `leaves` holds; what is unknown neither lets in nor out. */
export function membersOf({
  segments,
  before,
  about,
}: {
  segments: readonly CompiledSegment[];
  before: readonly string[];
  about: AboutInvoice;
}): string[] {
  const names: string[] = [];
  for (const { name, joins, leaves } of segments) {
    const stays = leaves !== undefined && before.includes(name);
    if (stays ? leaves.evaluate(about) !== true : joins.evaluate(about) === true) names.push(name);
  }
  return names;
}

/** The values that decide about a segment, as `averageDaysLate is 6 and country is DE`. */
export const valuesText = ({ segment, about }: { segment: CompiledSegment; about: AboutInvoice }): string =>
  namesOf(segment)
    .map((name) => `${name.slice(name.indexOf('.') + 1)} is ${wordOf(SEGMENT_WORDS, name)?.of(about) ?? 'unknown'}`)
    .join(' and ');
