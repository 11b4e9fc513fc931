/** The versions in which a life is lived, and when it is moved between them. */

import type { Report } from '../../../domain/facts.js';
import { stageRules } from '../../../domain/journey/diff/stage-rules.js';
import type { Journey } from '../../../domain/journey/journey.js';
import { checkJourney } from '../../../domain/journey/load.js';
import type { JourneyForm } from './draw-journey.js';
import type { MoveDraw } from './draw-moves.js';
import type { Life } from './draw-story.js';
import { anotherJourney, edited } from './edit-journey.js';

export interface Version {
  id: string;
  form: JourneyForm;
  journey: Journey;
}
export interface Move {
  kind: MoveDraw['to'];
  /** Minutes after the start. */
  at: number;
  afterSevere: boolean;
  down: MoveDraw['down'];
  report: Report;
}
interface Versions {
  /** The first is that with which the life begins. */
  versions: readonly [Version, ...Version[]];
  moves: Move[];
}

/** Of a life, found once. */
export function versionsOf(life: Life): Versions {
  const known = KNOWN.get(life);
  if (known) return known;
  const { journey, findings } = checkJourney(JSON.stringify(life.form));
  if (!journey) throw new Error(`The generator is wrong: ${JSON.stringify(findings)}`);
  const versions: [Version, ...Version[]] = [{ id: 'J1', form: life.form, journey }];
  const moves: Move[] = [];
  let here: Version = versions[0];
  for (const [n, draw] of (life.moves ?? []).entries()) {
    const { version, named } = versionFor({ draw, here, first: versions[0], n });
    if (version === here) continue;
    const { rules, begins, problems } = stageRules({
      from: here.journey,
      to: version.journey,
      named: usable(here, version, named),
      mustGoOn: ['item'],
    });
    if (problems.length > 0) continue;
    if (!versions.includes(version)) versions.push(version);
    moves.push({
      kind: draw.to,
      at: draw.at,
      afterSevere: draw.afterSevere,
      down: draw.down,
      report: reportOf({ n, from: here.id, to: version.id, stages: rules, begins }),
    });
    here = version;
  }
  const found = { versions, moves };
  KNOWN.set(life, found);
  return found;
}
const KNOWN = new WeakMap<Life, Versions>();

export const versionNamed = (life: Life, id: string): Version => {
  const { versions } = versionsOf(life);
  return versions.find((version) => version.id === id) ?? versions[0];
};

type Moved = Extract<Report, { type: 'journey.moved' }>['data'];

const reportOf = ({ n, ...data }: { n: number } & Pick<Moved, 'from' | 'to' | 'stages' | 'begins'>): Report => ({
  type: 'journey.moved',
  source: 'test',
  externalId: `move-${n}`,
  // A move has no day of its own.
  effectiveOn: '2024-01-01',
  data: { ...data, by: 'somebody' },
});

function versionFor({ draw, here, first, n }: { draw: MoveDraw; here: Version; first: Version; n: number }): {
  version: Version;
  named: Map<string, string>;
} {
  const named = new Map<string, string>();
  if (draw.to === 'back') return { version: first, named };
  const id = `J${n + 2}`;
  if (draw.to === 'another') return { version: checked(id, anotherJourney({ form: here.form, ...draw })) ?? here, named };
  let version = here;
  for (const [k, edit] of draw.edits.entries()) {
    const done = edited({ form: version.form, edit, n: `${n}-${k}`, other: draw.other });
    const next = done && (checked(id, done.form) ?? checked(id, withoutCosts(done.form)));
    if (!next) continue;
    version = next;
    if (done.stages) named.set(done.stages.from, done.stages.to);
  }
  return { version, named };
}

function withoutCosts({ costs: _costs, ...form }: JourneyForm): JourneyForm {
  return form;
}

function checked(id: string, form: JourneyForm): Version | undefined {
  const { journey } = checkJourney(JSON.stringify(form));
  return journey && { id, form, journey };
}

/** Those of the named stages that are gone, to one that is there. */
function usable(from: Version, to: Version, named: Map<string, string>): Map<string, string> {
  const { rules } = stageRules({ from: from.journey, to: to.journey, named: new Map() });
  const there = (lane: string, stage: string) => to.form.lanes[lane]?.stages[stage] !== undefined;
  return new Map([...named].filter(([old, now]) => rules.some((rule) => rule.from === old && there(rule.lane, now))));
}
