import { basename } from 'node:path';
import { DulyError } from '../domain/errors.js';
import type { Journey } from '../domain/journey/journey.js';
import { loadJourney } from '../domain/journey/load.js';
import { rulesInForce } from '../domain/journey-rules/journey-rules.js';
import { journeysIn, loadRules, saysRules } from '../domain/journey-rules/read-rules.js';
import type { RuledJourneys } from '../domain/simulation/live.js';
import { readNamedFile } from './read-file.js';
import { findJourney } from './scenario-files.js';

/** What customers can live through: one journey, or rules that give them theirs; then `journey` is that of everybody else, in which they begin. */
export interface Livable {
  name: string;
  journey: Journey;
  ruled?: RuledJourneys;
}

/** The journey of a file, or the rules of one, with the journeys that they name in its folder or the one above it. Throws `journey_invalid` and `file_invalid`. */
export function livableOfFile(file: string): Livable {
  const text = readNamedFile(file);
  if (!saysRules(text)) {
    const journey = loadJourney({ text, file });
    return { name: journey.name, journey };
  }
  const journeys = new Map<string, Journey>();
  for (const name of journeysIn(loadRules({ text, file }))) {
    const found = findJourney({ file, named: name });
    if ('problem' in found) throw new DulyError({ code: 'file_invalid', message: `${file}: ${found.problem}` });
    journeys.set(name, loadJourney({ text: readNamedFile(found.journeyFile), file: found.journeyFile }));
  }
  const written = loadRules({ text, file, journeys: [...journeys.values()] });
  const journeyOf = (name: string): Journey => journeys.get(name) as Journey;
  const rules = rulesInForce({ version: 1, written, journeyOf: (name) => ({ journey: journeyOf(name), journeyId: name }) });
  return { name: `rules ${basename(file)}`, journey: journeyOf(written.otherwise), ruled: { rules, journeyOf } };
}
