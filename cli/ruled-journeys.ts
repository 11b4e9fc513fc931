import { basename } from 'node:path';
import { DulyError } from '../domain/errors.js';
import type { Journey } from '../domain/journey/journey.js';
import { loadJourney } from '../domain/journey/load.js';
import { rulesInForce } from '../domain/journey-rules/journey-rules.js';
import { journeysIn, loadRules, saysRules, type WrittenRules } from '../domain/journey-rules/read-rules.js';
import type { RuledJourneys } from '../domain/simulation/live.js';
import { readNamedFile } from './read-file.js';
import { findJourney } from './scenario-files.js';

/** What customers can live through: one journey, or several that rules or they themselves give; then `journey` is the one in which everybody begins. */
export interface Livable {
  name: string;
  journey: Journey;
  ruled?: RuledJourneys;
  /** By their names, all that customers can have. */
  texts: ReadonlyMap<string, { file: string; text: string }>;
  /** As they are written, where the file holds rules. */
  rules?: { text: string; written: WrittenRules };
  /** Journeys that one of these becomes and that are not beside it: its customers stay. */
  missing: string[];
}

/**
 * The journey of a file, with those that it becomes, or the rules of one, with those that they name: all in its folder or the one above it. Throws
 * `journey_invalid`, and `file_invalid` for one that rules name and that is not there.
 */
export function livableOfFile(file: string): Livable {
  const text = readNamedFile(file);
  const journeys = new Map<string, Journey>();
  const texts = new Map<string, { file: string; text: string }>();
  const journeyOf = (name: string): Journey => journeys.get(name) as Journey;
  const keep = (one: { file: string; text: string }): Journey => {
    const journey = loadJourney(one);
    journeys.set(journey.name, journey);
    texts.set(journey.name, one);
    return journey;
  };
  const journeyNamed = (name: string) => {
    const journey = journeys.get(name);
    return journey && { journey, journeyId: name };
  };

  if (!saysRules(text)) {
    const journey = keep({ file, text });
    const missing = new Set<string>();
    for (const { becomes = [] } of journeys.values())
      for (const { journey: name } of becomes) {
        if (journeys.has(name)) continue;
        const found = findJourney({ file, named: name });
        if ('problem' in found) missing.add(name);
        else keep({ file: found.journeyFile, text: readNamedFile(found.journeyFile) });
      }
    const ruled: RuledJourneys = { rules: null, journeyOf, journeyNamed };
    return { name: journey.name, journey, ...(journeys.size > 1 && { ruled }), texts, missing: [...missing] };
  }
  for (const name of journeysIn(loadRules({ text, file }))) {
    const found = findJourney({ file, named: name });
    if ('problem' in found) throw new DulyError({ code: 'file_invalid', message: `${file}: ${found.problem}` });
    keep({ file: found.journeyFile, text: readNamedFile(found.journeyFile) });
  }
  const written = loadRules({ text, file, journeys: [...journeys.values()] });
  const rules = rulesInForce({ version: 1, written, journeyOf: (name) => ({ journey: journeyOf(name), journeyId: name }) });
  const ruled: RuledJourneys = { rules, journeyOf, journeyNamed };
  return { name: `rules ${basename(file)}`, journey: journeyOf(written.otherwise), ruled, texts, rules: { text, written }, missing: [] };
}

/** For a person, where somebody may wonder why nobody goes on. */
export const missingLines = (livables: readonly Livable[]): string[] =>
  [...new Set(livables.flatMap(({ missing }) => missing))].map(
    (name) => `The journey "${name}" is not in this folder or the one above it: whoever would go on in it stays.`,
  );
