/** Scenario files with the journeys that they are about. Everything that is wrong with any of them is told at once. */
import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { knownTemplates } from '../adapters/templates/known-templates.js';
import { DulyError } from '../domain/errors.js';
import { suggestion } from '../domain/journey/findings.js';
import type { Journey } from '../domain/journey/journey.js';
import { checkJourney } from '../domain/journey/load.js';
import { ruleFor } from '../domain/journey-rules/journey-rules.js';
import { checkRules, journeysIn, saysRules, type WrittenRules } from '../domain/journey-rules/read-rules.js';
import { rulesOfStory } from '../domain/scenario/journeys.js';
import { readScenarios } from '../domain/scenario/load.js';
import { customerOf } from '../domain/scenario/play.js';
import type { CardTurn } from '../domain/scenario/play-on-simulator.js';
import type { Finding, Scenario } from '../domain/scenario/scenario.js';
import { checkVocabulary } from '../domain/scenario/vocabulary.js';
import { readNamedFile } from './read-file.js';

/** A scenario that can be run. */
export interface ScenarioCase {
  file: string;
  scenario: Scenario;
  journey: Journey;
  journeyFile: string;
  /** Of the journey, as it is published. */
  journeyText: string;
  /** Other journeys that the rules and the story name, by what they call them. */
  others?: Record<string, JourneyFile & { id: string }>;
  /** Rules that give him his journeys, and their text. */
  rules?: WrittenRules;
  rulesText?: string;
}

export type JourneyFile = Pick<ScenarioCase, 'journey' | 'journeyFile' | 'journeyText'>;

/** All scenarios of files and folders, in their order; throws `file_invalid` with every finding, each as `file:line:column`. */
export function readScenarioFiles({ files, cardTurn }: { files: string[]; cardTurn: CardTurn }): ScenarioCase[] {
  const wrong: string[] = [];
  const journeys = new Map<string, JourneyFile | undefined>();
  const templates = knownTemplates();
  const say = (file: string, findings: Finding[]) => wrong.push(...findings.map(({ at, message }) => `${file}:${at}: ${message}`));

  function journeyOf(journeyFile: string): JourneyFile | undefined {
    if (journeys.has(journeyFile)) return journeys.get(journeyFile);
    const journeyText = readNamedFile(journeyFile);
    const { journey, findings } = checkJourney(journeyText, { templates });
    if (!journey) say(journeyFile, findings);
    const read = journey && { journey, journeyFile, journeyText };
    journeys.set(journeyFile, read);
    return read;
  }

  const cases = files.flatMap(filesOf).flatMap((file) => {
    const { scenarios, findings } = readScenarios(readNamedFile(file));
    if (!scenarios) say(file, findings);
    return (scenarios ?? []).flatMap((scenario): ScenarioCase[] => {
      const named = (name: string, place: string, beside = file): JourneyFile | undefined => {
        const found = findJourney({ file: beside, named: name });
        if ('journeyFile' in found) return journeyOf(found.journeyFile);
        wrong.push(`${file}:${place}: ${found.problem}`);
        return undefined;
      };
      const others: NonNullable<ScenarioCase['others']> = {};
      const keep = (name: string, place: string, beside = file): void => {
        const read = Object.hasOwn(others, name) ? undefined : named(name, place, beside);
        if (read) others[name] = { id: name, ...read };
      };
      /** What a journey becomes lies beside it. */
      const keepBecoming = ({ journey, journeyFile }: JourneyFile): void => {
        for (const { journey: name } of journey.becomes ?? []) {
          if (Object.hasOwn(others, name)) continue;
          keep(name, scenario.place, journeyFile);
          const read = others[name];
          if (read) keepBecoming(read);
        }
      };
      for (const { meaning, place } of scenario.story) {
        const to = meaning.what === 'moved' || meaning.what === 'invoice moved' ? meaning.journey : undefined;
        if (to !== undefined) keep(to, place);
      }
      const ruled = scenario.rules && rulesOf({ file, rules: scenario.rules });
      for (const name of ruled ? journeysIn(ruled.rules) : []) keep(name, scenario.rules?.place ?? scenario.place);
      const first =
        scenario.journey === undefined ? ruled && firstByRules({ scenario, others, ...ruled }) : named(scenario.journey, scenario.place);
      if (!first) return [];
      keepBecoming(first);
      for (const other of Object.values(others)) keepBecoming(other);
      const there = Object.values(others).map(({ journey }) => journey);
      say(file, checkVocabulary({ scenario, journey: first.journey, others: there, cardTurn }));
      return [{ file, scenario, ...first, ...(Object.keys(others).length > 0 && { others }), ...ruled }];
    });
  });

  function rulesOf({ file, rules: { file: named, place } }: { file: string; rules: NonNullable<Scenario['rules']> }) {
    const rulesFile = join(dirname(file), named);
    if (!statSync(rulesFile, { throwIfNoEntry: false })?.isFile()) {
      wrong.push(`${file}:${place}: There is no file ${rulesFile}: "rules" is relative to the scenario's file.`);
      return undefined;
    }
    const rulesText = readNamedFile(rulesFile);
    const { rules, findings } = checkRules(rulesText);
    say(rulesFile, findings);
    return rules && { rules, rulesText };
  }

  if (wrong.length > 0) throw new DulyError({ code: 'file_invalid', message: wrong.join('\n') });
  if (cases.length === 0) throw new DulyError({ code: 'file_invalid', message: `There is no scenario in ${files.join(', ')}.` });
  return cases;
}

/** The journey that the rules give the customer before anything happened; undefined where one of them was not found. */
function firstByRules({
  scenario,
  others,
  rules: written,
}: {
  scenario: Scenario;
  others: NonNullable<ScenarioCase['others']>;
  rules: WrittenRules;
}): JourneyFile | undefined {
  if (journeysIn(written).some((name) => !Object.hasOwn(others, name))) return undefined;
  const customer = customerOf({ scenario, shifted: (date) => date, id: '', legalEntityId: '', journeyId: '' });
  const about = { customer, accounts: [], hasAutopay: false, today: customer.knownSince, totals: { items: 0, overdue: 0 } };
  const found = others[ruleFor({ rules: rulesOfStory({ written, others }), about })?.journeyId ?? ''];
  return found && { journey: found.journey, journeyFile: found.journeyFile, journeyText: found.journeyText };
}

/** A folder stands for the scenarios right in it: its YAML files that are neither journeys nor rules. */
function filesOf(file: string): string[] {
  if (!statSync(file, { throwIfNoEntry: false })?.isDirectory()) return [file];
  return yamlFiles(file).filter((one) => journeyName(one) === undefined && !holdsRules(readNamedFile(one)));
}

const holdsRules = (text: string): boolean => beforeStory(text) !== '' && saysRules(text);

const yamlFiles = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.ya?ml$/i.test(entry.name))
    .map(({ name }) => join(folder, name))
    .sort();

/** A file beside the scenario, or a name: of a journey in the scenario's folder or the one above it. */
export function findJourney({ file, named }: { file: string; named: string }): { journeyFile: string } | { problem: string } {
  const folder = dirname(file);
  if (/\.(ya?ml|json)$/i.test(named)) {
    const journeyFile = join(folder, named);
    if (statSync(journeyFile, { throwIfNoEntry: false })?.isFile()) return { journeyFile };
    return { problem: `There is no journey file ${journeyFile}: "journey" is relative to the scenario's file.` };
  }
  const there = [...yamlFiles(folder), ...yamlFiles(join(folder, '..'))].flatMap((journeyFile) => {
    const name = journeyName(journeyFile);
    return name === undefined ? [] : [{ journeyFile, name }];
  });
  const found = there.find(({ name }) => name.toLowerCase() === named.toLowerCase());
  if (found) return found;
  const names = there.map(({ name }) => name);
  return {
    problem: `There is no journey "${named}" in the scenario's folder or the one above it${names.length > 0 ? `; there are ${names.join(', ')}` : ''}. Name one, or a file relative to this one.${suggestion(named, names)}`,
  };
}

/** The name of the journey that a file holds; undefined for a file that holds none. What is longer than any name is looked at no further. */
function journeyName(file: string): string | undefined {
  const [, line] = /^journey:([^\r\n]{0,500})/m.exec(beforeStory(readNamedFile(file))) ?? [];
  return line === undefined ? undefined : /^[ \t]*["']?(.*?)["']?[ \t]*(?:#.*)?$/.exec(line)?.[1];
}

/** A scenario has a line `journey:`, too; a journey has no `scenario:`. */
const beforeStory = (text: string): string => (/^scenario:/m.test(text) ? '' : text);
