/** The versions in which a life is lived, and when it is moved between them. */

import type { Report } from '../../../domain/facts.js';
import { stageRules } from '../../../domain/journey/diff/stage-rules.js';
import type { Journey } from '../../../domain/journey/journey.js';
import { checkJourney } from '../../../domain/journey/load.js';
import type { MemoryBook } from '../../../domain/simulator/memory-book.js';
import type { JourneyForm } from './draw-journey.js';
import type { Edit, MoveDraw, OwnDraw } from './draw-moves.js';
import type { Life } from './draw-story.js';
import { anotherJourney, edited } from './edit-journey.js';

export interface Version {
  id: string;
  form: JourneyForm;
  journey: Journey;
}
export interface Move {
  kind: MoveDraw['to'] | 'own journey' | 'own journey back';
  /** Minutes after the start. */
  at: number;
  afterSevere: boolean;
  down: MoveDraw['down'];
  /** What is reported of it then; undefined: there is no such invoice. */
  report(book: MemoryBook): Report | undefined;
}
interface Versions {
  /** The first is that with which the life begins. */
  versions: readonly [Version, ...Version[]];
  moves: Move[];
  /** Those of them that an invoice walks and not its customer. */
  own: readonly Version[];
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
    const moved = reportOf({ n, from: here.id, to: version.id, stages: rules, begins });
    moves.push({
      kind: draw.to,
      at: draw.at,
      afterSevere: draw.afterSevere,
      down: draw.down,
      report: () => moved,
    });
    here = version;
  }
  const own = life.own && moves.length === 0 ? ownOf(versions[0], life.own) : undefined;
  if (own) {
    versions.push(own.version);
    moves.push(...own.moves);
  }
  const found = { versions, moves, own: own ? [own.version] : [] };
  KNOWN.set(life, found);
  return found;
}
const KNOWN = new WeakMap<Life, Versions>();

export const versionNamed = (life: Life, id: string): Version => {
  const { versions } = versionsOf(life);
  return versions.find((version) => version.id === id) ?? versions[0];
};

/** The journeys that invoices walk in place of their customer's, as the engine asks for them. */
export const itemJourneysOf = (life: Life): ReadonlyMap<string, Journey> | undefined => {
  const { own } = versionsOf(life);
  return own.length > 0 ? new Map(own.map(({ id, journey }) => [id, journey])) : undefined;
};

/** An edited version of the customer's journey for one invoice, and when it comes to that and goes back. */
function ownOf(first: Version, { at, pick, edits, other, backAfter, down }: OwnDraw): { version: Version; moves: Move[] } | undefined {
  const { version, named } = editedFrom({ here: first, edits, other, id: 'J-own', n: 'own' });
  if (version === first) return undefined;
  const way = (from: Version, to: Version, said: Map<string, string>) =>
    stageRules({ from: from.journey, to: to.journey, named: usable(from, to, said), mustGoOn: ['item'] });
  const [there, back] = [way(first, version, named), way(version, first, new Map())];
  if (there.problems.length > 0 || back.problems.length > 0) return undefined;
  const common = { afterSevere: false, down };
  const report = (n: string, itemId: string | undefined, data: { from: string | null; to: string | null; stages: Moved['stages'] }) =>
    itemId === undefined
      ? undefined
      : ({
          type: 'invoice.moved',
          source: 'test',
          externalId: n,
          effectiveOn: '2024-01-01',
          data: { itemId, by: 'somebody', ...data },
        } as const);
  const moves: Move[] = [
    {
      ...common,
      kind: 'own journey',
      at,
      report(book) {
        // Instalments walk the customer's journey; of what Duly itself issues nobody speaks before.
        const open = book.list('item').filter(({ id, open: left }) => left > 0 && id.startsWith('I'));
        return report('own', open[pick % Math.max(1, open.length)]?.id, { from: null, to: version.id, stages: there.rules });
      },
    },
  ];
  if (backAfter !== undefined)
    moves.push({
      ...common,
      kind: 'own journey back',
      at: at + backAfter,
      report(book) {
        const walking = book.list('item').find(({ journeyId }) => journeyId === version.id);
        return report('own-back', walking?.id, { from: version.id, to: null, stages: back.rules });
      },
    });
  return { version, moves };
}

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
  return editedFrom({ here, edits: draw.edits, other: draw.other, id, n: String(n) });
}

interface EditedFrom {
  here: Version;
  edits: readonly Edit[];
  other: JourneyForm;
  id: string;
  n: string;
}

/** The version after those of the edits that make a valid journey, and where those go on whose stages are gone. */
function editedFrom({ here, edits, other, id, n }: EditedFrom): { version: Version; named: Map<string, string> } {
  const named = new Map<string, string>();
  let version = here;
  for (const [k, edit] of edits.entries()) {
    const done = edited({ form: version.form, edit, n: `${n}-${k}`, other });
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
