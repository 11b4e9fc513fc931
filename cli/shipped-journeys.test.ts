import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { createTemplateCheck } from '../adapters/templates/check-template.js';
import { knownTemplates } from '../adapters/templates/known-templates.js';
import { drawLanes } from '../domain/draw/draw-lanes.js';
import { pictureOf } from '../domain/draw/picture.js';
import { svgOf } from '../domain/draw/svg.js';
import { drawTouchPoints } from '../domain/draw/touch-points.js';
import type { Journey } from '../domain/journey/journey.js';
import { checkJourney, loadJourney } from '../domain/journey/load.js';
import { compare } from '../domain/scenario/compare.js';
import { playOnSimulator } from '../domain/scenario/play-on-simulator.js';
import { touchPointsOf } from '../domain/tell/touch-points.js';
import { world } from '../domain/testing/world.js';
import { doubtsOf } from '../domain/trial/doubts.js';
import { cardTurn } from './card-turns.js';
import { readScenarioFiles } from './scenario-files.js';

const path = (relative: string) => fileURLToPath(new URL(`../${relative}`, import.meta.url));
const textOf = (relative: string) => readFileSync(path(relative), 'utf8');
/** The journeys that ship to be used: all but the demo's, and the ladder that replays are compared with. */
const SHIPPED = readdirSync(path('journeys'))
  .flatMap((file) => /^(.+)\.yaml$/.exec(file)?.[1] ?? [])
  .filter((name) => name !== 'demo' && name !== 'ladder');
const journeyOf = (name: string): Journey => loadJourney({ text: textOf(`journeys/${name}.yaml`), file: `${name}.yaml` });

describe.each(SHIPPED)('the journey %s', (name) => {
  it('has nothing wrong with it, nor with its messages', () => {
    const text = textOf(`journeys/${name}.yaml`);
    const checked = checkJourney(text, { templates: knownTemplates(), checkTemplate: createTemplateCheck(), doubtsOf });
    expect(checked).toMatchObject({ findings: [], warnings: [] });
  });

  it.each([
    ['', (journey: Journey) => svgOf(drawLanes(pictureOf({ journey, locale: 'en' })))],
    ['-touch-points', (journey: Journey) => svgOf(drawTouchPoints(touchPointsOf({ journey, locale: 'en' })))],
  ])('has its picture%s as the command draws it', (which, draw) => {
    const image = `docs/images/${name}${which}.svg`;
    const hint = `npx duly draw journeys/${name}.yaml${which && ' --touch-points'} --out ${image}`;
    expect(existsSync(path(image)) && textOf(image) === draw(journeyOf(name)) ? 'the same' : `Another picture; draw it anew: ${hint}`).toBe(
      'the same',
    );
  });

  it('has a page that says when to use it, with its pictures, and stands in the overview', () => {
    const page = textOf(`docs/journeys/${name}.md`);
    for (const link of [
      `../../journeys/${name}.yaml`,
      `../images/${name}.svg`,
      `../images/${name}-touch-points.svg`,
      `../../journeys/${name}.scenarios`,
    ])
      expect(page).toContain(`(${link})`);
    expect(textOf('docs/journeys/README.md')).toContain(`](${name}.md)`);
  });

  it('behaves as its scenarios say, of which there are three at least', async () => {
    const cases = readScenarioFiles({ files: [path(`journeys/${name}.scenarios`)], cardTurn });
    expect(cases.length).toBeGreaterThanOrEqual(3);
    for (const one of cases) {
      const { scenario } = one;
      const { ok } = compare({ scenario, played: await playOnSimulator({ ...one, cardTurn }) });
      expect({ scenario: scenario.name, ok }).toEqual({ scenario: scenario.name, ok: true });
    }
  });
});

/** An invoice over EUR 1000 of 2 March 2026, due on the 16th, and what happens to it: messages with the way by which they go, calls and other tasks. */
function pathOf(name: string, happens: (here: ReturnType<typeof world>) => void): string[] {
  const here = world({
    journey: journeyOf(name),
    customer: { creditStatus: 'approved', creditLimit: 500_000, knownSince: '2020-01-01', country: 'DE' },
  })
    .at('2026-03-02T08:00Z')
    .invoice('R-1', { dueOn: '2026-03-16' });
  happens(here);
  const { happened, book } = here.until('2026-05-31T00:00Z').run();
  const day = (instant: number) => new Date(instant).toISOString().slice(0, 10);
  return [
    ...happened.flatMap(({ at, effect }) =>
      effect.kind === 'message' ? [`${day(at)} ${effect.steps[0]?.step} by ${(effect.by ?? ['email']).join(' and ')}`] : [],
    ),
    ...book.list('task').map(({ openedAt, kind }) => `${day(openedAt)} ${kind}`),
    ...book.list('item').map(({ settledAt }) => (settledAt === null ? 'open' : `${day(settledAt)} settled`)),
  ].sort();
}

it('three customers walk visibly different paths with the same invoice', () => {
  expect(pathOf('portal-payers', (here) => here.at('2026-03-13T10:00Z').payment('P1', { to: 'R-1' }))).toEqual(['2026-03-13 settled']);
  const problem = pathOf('collection-problem', (here) => {
    here.at('2026-03-24T10:00Z').decided(here.task('call')?.id ?? '', 'done');
    here.at('2026-04-09T10:00Z').payment('P1', { to: 'R-1' });
  });
  expect(problem).toEqual([
    '2026-03-11 coming-up by email',
    '2026-03-17 slipped-through by email',
    '2026-03-20 call',
    '2026-03-30 second-reminder by email',
    '2026-04-07 final-notice by email',
    '2026-04-09 settled',
  ]);
  const cheque = pathOf('cheque-payers', (here) => {
    here.at('2026-03-23T10:00Z').cheque('0417', { to: 'R-1' }).at('2026-03-27T10:00Z').chequeReturned('0417', 'no-funds');
    here.at('2026-03-30T10:00Z').decided(here.task('call')?.id ?? '', 'done');
    here
      .at('2026-04-07T10:00Z')
      .decided(here.task('deposit-cheque')?.id ?? '', 'deposited')
      .at('2026-04-10T10:00Z')
      .chequeCleared('0417');
  });
  expect(cheque).toEqual([
    '2026-03-05 statement by letter',
    '2026-03-27 call',
    '2026-04-02 deposit-cheque',
    '2026-04-07 statement by letter',
    '2026-04-10 settled',
  ]);
});

it('the consumers’ journey costs nothing, hands nothing over, and calls nobody by itself', () => {
  const journey = journeyOf('consumer');
  expect(journey.costs).toBeUndefined();
  const done = journey.lanes.flatMap(({ stages }) =>
    stages.flatMap(({ config }) => ((config as { steps?: { do: object }[] }).steps ?? []).flatMap((step) => Object.keys(step.do))),
  );
  expect([...new Set(done)]).toEqual(['send']);
});
