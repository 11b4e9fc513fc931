/** The journeys of one scenario: the one in which its customer begins, and those to which rules or the story move him. */
import type { Journey } from '../journey/journey.js';
import { type JourneyRules, rulesInForce } from '../journey-rules/journey-rules.js';
import type { WrittenRules } from '../journey-rules/read-rules.js';

/** A journey by the id under which the engine knows it. */
export interface StoryJourney {
  id: string;
  journey: Journey;
}

/** By the names under which the rules and the story speak of them. */
export type OtherJourneys = Readonly<Record<string, StoryJourney>>;

export interface StoryJourneys {
  first: StoryJourney;
  byId(id: string): Journey;
  named(name: string): StoryJourney | undefined;
  /** By the name that the journey itself has. */
  ofName(name: string): { journey: Journey; journeyId: string } | undefined;
}

export function storyJourneys({ first, others = {} }: { first: StoryJourney; others?: OtherJourneys | undefined }): StoryJourneys {
  const all = [first, ...Object.values(others)];
  return {
    first,
    byId: (id) => all.find((one) => one.id === id)?.journey ?? first.journey,
    ofName(name) {
      const found = Object.values(others).find(({ journey }) => journey.name === name) ?? (first.journey.name === name ? first : undefined);
      return found && { journey: found.journey, journeyId: found.id };
    },
    named: (name) => (Object.hasOwn(others, name) ? others[name] : undefined),
  };
}

/** A scenario's rules as they are in force; every journey that they name is among the others. */
export const rulesOfStory = ({ written, others }: { written: WrittenRules; others: OtherJourneys }): JourneyRules =>
  rulesInForce({
    version: 1,
    written,
    journeyOf(name) {
      const { id, journey } = others[name] as StoryJourney;
      return { journey, journeyId: id };
    },
  });
