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
    expect(checkJourney(text, { templates: knownTemplates(), checkTemplate: createTemplateCheck() }).findings).toEqual([]);
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

it('the consumers’ journey costs nothing, hands nothing over, and calls nobody by itself', () => {
  const journey = journeyOf('consumer');
  expect(journey.costs).toBeUndefined();
  const done = journey.lanes.flatMap(({ stages }) =>
    stages.flatMap(({ config }) => ((config as { steps?: { do: object }[] }).steps ?? []).flatMap((step) => Object.keys(step.do))),
  );
  expect([...new Set(done)]).toEqual(['send']);
});
