import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { Journey } from '../journey/journey.js';
import { loadJourney } from '../journey/load.js';
import { STAGE_TYPES } from '../stages/index.js';
import { touchPointsOf } from '../tell/touch-points.js';
import { LOCALES, type Locale } from '../tell/words.js';
import { drawLanes } from './draw-lanes.js';
import type { Drawing, RectShape, TextShape } from './drawing.js';
import { mermaidOf } from './mermaid.js';
import { pictureOf } from './picture.js';
import { svgOf } from './svg.js';
import { textWidth } from './text-size.js';
import { drawTouchPoints, touchPointsMermaid, touchPointsText } from './touch-points.js';

const load = (text: string, file = 'drawn.yaml') => loadJourney({ text, file });
const shipped = (name: string) => load(readFileSync(new URL(`../../journeys/${name}.yaml`, import.meta.url), 'utf8'), name);

const HOSTILE = [
  '<script>alert(1)</script>',
  '"]; click a href "javascript:alert(1)"',
  '</text></svg><rect onload="alert(1)"/>',
  'x'.repeat(80),
  'W'.repeat(80),
  'one-very-long-word-with-hyphens-that-goes-on-and-on-and-on-until-it-is-too-long',
  'שלום עולם زبون',
  '\u202eesrever',
  'constructor',
  '__proto__',
  'toString',
  'end ',
  'a\nb\u2028c',
  '\u001b]0;title\u0007',
  '👨‍👩‍👧‍👦'.repeat(7),
  '漢字'.repeat(40),
  '`md` **b** #quot; %% & &lt; -->|x|',
  `Z${'\u0300'.repeat(79)}`,
  '﷽'.repeat(20),
];
interface Sketch {
  name: string;
  whenever: Journey['lanes'][number]['whenever'];
  stages: { name: string; type: string; settings?: unknown; on: Record<string, string> }[];
}
/** A journey that nobody checked: pictures must hold for any that has the form of one. */
const sketched = ({ name, lanes }: { name: string; lanes: Sketch[] }): Journey => ({
  ...shipped('ladder'),
  name,
  lanes: lanes.map((lane) => ({
    ...lane,
    for: 'item',
    stages: lane.stages.map(({ settings = {}, ...stage }) => ({ ...stage, config: STAGE_TYPES[stage.type]?.schema.parse(settings) })),
  })),
});

/** Lanes of stages with these names, with steps, templates and facts of such names, too. */
const hostile = (): Journey =>
  sketched({
    name: HOSTILE[0] as string,
    lanes: ['</svg><script>alert(2)</script>', 'constructor', '__proto__'].map((name) => ({
      name,
      whenever: HOSTILE.slice(0, 6).map((fact) => ({ fact, stage: HOSTILE[5] as string })),
      stages: HOSTILE.map((stage, index) => ({
        name: stage,
        type: 'reminders',
        settings: { steps: [{ name: stage, at: { days: 1, from: 'due' }, do: { send: stage } }] },
        on: { 'used up': HOSTILE[index + 1] ?? 'end' },
      })),
    })),
  });

/** Seven lanes of nine stages with arrows forward, back and to themselves. */
const large = (): Journey =>
  sketched({
    name: 'A large one',
    lanes: Array.from({ length: 7 }, (_, l) => {
      const names = Array.from({ length: 9 }, (__, s) => `stage ${l}-${s}${s % 4 === 0 ? ' of a rather long name that goes on' : ''}`);
      const jump = (by: number) => names[by % 9] as string;
      return {
        name: `lane ${l}`,
        whenever: ['payment.failed', 'dispute.opened', 'method.added'].map((fact, n) => ({ fact, stage: jump(4 + (n % 2) * l) })),
        stages: names.map((name, s): Sketch['stages'][number] => {
          if (s % 3 === 0) return { name, type: 'autopay', on: { failed: jump(s * 5 + 3 + l), 'no autopay': jump(s + 1) } };
          if (s % 3 === 1) return { name, type: 'failure handling', on: { 'used up': jump(s + 1) } };
          const steps = Array.from({ length: s }, (___, n) => ({
            name: `step-${n}`,
            at: { days: 1 + 7 * n, from: 'due' },
            do: { send: 'overdue' },
          }));
          return { name, type: 'reminders', settings: { steps }, on: { 'used up': s === 8 ? 'end' : jump(s * 5 + l) } };
        }),
      };
    }),
  });

const journeys: [string, Journey][] = [
  ...['standard-b2b', 'ladder', 'demo'].map((name): [string, Journey] => [name, shipped(name)]),
  ['a large one', large()],
  ['one of hostile names', hostile()],
];
const drawings = (journey: Journey, locale: Locale): Drawing[] => [
  drawLanes(pictureOf({ journey, locale })),
  drawTouchPoints(touchPointsOf({ journey, locale })),
];

const rectsOf = ({ shapes }: Drawing) => shapes.filter((shape): shape is RectShape => shape.shape === 'rect');
const textsOf = ({ shapes }: Drawing) => shapes.filter((shape): shape is TextShape => shape.shape === 'text');
const boxOf = ({ text, x, y, size, look, centred }: TextShape) => {
  const width = textWidth({ text, size, bold: look === 'strong' });
  return { x: centred ? x - width / 2 : x, y: y - size, width, height: size * 1.25 };
};
type Area = Pick<RectShape, 'x' | 'y' | 'width' | 'height'>;
const holds = (outer: Area, inner: Area) =>
  inner.x >= outer.x - 0.1 &&
  inner.y >= outer.y - 0.1 &&
  inner.x + inner.width <= outer.x + outer.width + 0.1 &&
  inner.y + inner.height <= outer.y + outer.height + 0.1;
/** The first two that overlap, if any. */
const firstOverlap = <A extends Area>(areas: A[]): A[] => {
  for (const [at, area] of areas.entries()) {
    const other = areas.slice(at + 1).find((candidate) => overlap(area, candidate));
    if (other) return [area, other];
  }
  return [];
};
const overlap = (a: Area, b: Area) =>
  a.x < b.x + b.width - 0.1 && b.x < a.x + a.width - 0.1 && a.y < b.y + b.height - 0.1 && b.y < a.y + a.height - 0.1;

describe.each(LOCALES)('pictures in %s', (locale) => {
  it.each(journeys)('of %s: no box overlaps another, none leaves its panel', (_, journey) => {
    for (const drawing of drawings(journey, locale)) {
      const page = { x: 0, y: 0, width: drawing.width, height: drawing.height };
      const panels = rectsOf(drawing).filter(({ look }) => look === 'lane');
      const boxes = rectsOf(drawing).filter(({ look }) => look !== 'lane');
      expect(boxes.filter((box) => !holds(page, box))).toEqual([]);
      if (panels.length > 0) expect(boxes.filter((box) => panels.filter((panel) => holds(panel, box)).length !== 1)).toEqual([]);
      expect(firstOverlap(boxes)).toEqual([]);
      expect(firstOverlap(panels)).toEqual([]);
    }
  });

  it.each(journeys)('of %s: no text is cut, and none lies on another', (_, journey) => {
    for (const drawing of drawings(journey, locale)) {
      const page = { x: 0, y: 0, width: drawing.width, height: drawing.height };
      const rects = rectsOf(drawing);
      const areas = textsOf(drawing).map(boxOf);
      expect(areas.filter((area) => !holds(page, area))).toEqual([]);
      expect(areas.filter((area) => rects.some((rect) => overlap(rect, area) && !holds(rect, area)))).toEqual([]);
      expect(firstOverlap(areas.map((area) => ({ ...area, y: area.y + 2, height: area.height - 4 })))).toEqual([]);
    }
  });

  it.each(journeys)('of %s: nothing is left out', (_, journey) => {
    const picture = pictureOf({ journey, locale });
    const told = (drawing: Drawing) =>
      textsOf(drawing)
        .map(({ text }) => text)
        .join('')
        .replaceAll(' ', '');
    const text = told(drawLanes(picture));
    for (const lane of picture.lanes)
      for (const part of [
        lane.title,
        ...lane.boxes.flatMap((box) => [box.title, ...box.lines]),
        ...lane.arrows.flatMap(({ labels }) => labels),
      ])
        expect(text).toContain(part.replaceAll(' ', ''));
    const map = touchPointsOf({ journey, locale });
    const points = told(drawTouchPoints(map));
    for (const { touchPoints } of map.sections)
      for (const point of touchPoints)
        for (const part of [point.when, point.what, point.channel, ...point.feedback]) expect(points).toContain(part.replaceAll(' ', ''));
  });
});

describe('an SVG', () => {
  const ELEMENTS =
    /^(?:<svg [^<>]*>|<\/svg>|<title>[^<>]*<\/title>|<style>[^<]*<\/style>|<rect [^<>]*\/>|<text [^<>]*>[^<>]*<\/text>|(?:<path [^<>]*\/>)+|)$/;

  it.each(journeys)('of %s has only shapes and text, whatever the names', (_, journey) => {
    for (const drawing of drawings(journey, 'en')) {
      const svg = svgOf(drawing);
      const style = /<style>[\s\S]*?<\/style>/.exec(svg)?.[0] ?? '';
      expect(
        svg
          .replace(style, '')
          .split('\n')
          .filter((line) => !ELEMENTS.test(line)),
      ).toEqual([]);
      expect(svg.match(/<style>/g)?.length).toBe(1);
      expect(style).not.toMatch(/url|import|@font-face/);
      expect(svg.replace(/>[^<]*</g, '><')).not.toMatch(/ (?:on\w+|href|xlink:href)=/i);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: XML forbids them
      expect(svg).not.toMatch(/[\u0000-\u0008\u000b-\u001f\ufffe\uffff\u202a-\u202e]/);
      expect(svg.match(/&(?!amp;|lt;|gt;|quot;|#39;)/)).toBeNull();
    }
  });

  it('has colours for dark pages, too', () => {
    const [light = '', dark = ''] = svgOf(drawLanes(pictureOf({ journey: shipped('ladder'), locale: 'en' }))).split(
      '@media (prefers-color-scheme:dark)',
    );
    for (const look of ['page', 'lane', 'stage', 'fact', 'end', 'label', 'badge', 'arrow', 'muted']) {
      expect(light).toMatch(new RegExp(`\\.${look}[,{]`));
      expect(dark).toMatch(new RegExp(`\\.${look}[,{]`));
    }
  });
});

describe('Mermaid', () => {
  /** Every line is one of these; a label is a quoted text in which only numbers stand for what is special. */
  const LABEL = String.raw`"(?:[\p{L}\p{N}\p{M} .,:()/•“”„‘’€$£–-]|#\d+;|<br/>)*"`;
  const LINE = new RegExp(
    String.raw`^(?:flowchart TB|  accTitle: (?:[\p{L}\p{N}\p{M} .,:()/•“”„‘’€$£–-]|#\d+;)*|  subgraph \w+\[${LABEL}\]|    direction TB|  end|    \w+(?:\[${LABEL}\]|\(\[${LABEL}\]\)|\{\{${LABEL}\}\})|  \w+ (?:-->(?:\|${LABEL}\|)?|-\.->) \w+|    \w+ (?:---|-\.->) \w+|)$`,
    'u',
  );

  it.each(journeys)('of %s has only lines of its grammar, whatever the names', (_, journey) => {
    for (const text of [mermaidOf(pictureOf({ journey, locale: 'de' })), touchPointsMermaid(touchPointsOf({ journey, locale: 'de' }))])
      expect(text.split('\n').filter((line) => !LINE.test(line))).toEqual([]);
  });

  it('draws lanes, stages with their steps, outcomes, facts and ends', () => {
    const text = mermaidOf(pictureOf({ journey: shipped('standard-b2b'), locale: 'en' }));
    for (const line of [
      '    lane1box1["autopay<br/>• 5 days before due: “we-will-collect”<br/>• on the due date: collect"]',
      '  lane1box1 -->|"no autopay"| lane1box3',
      '    lane1box6{{"whenever<br/>a payment fails"}}',
      '  lane1box6 -.-> lane1box2',
      '  lane0box0 -->|"approved<br/>declined"| lane0box1',
    ])
      expect(text.split('\n')).toContain(line);
    const german = mermaidOf(pictureOf({ journey: shipped('standard-b2b'), locale: 'de' }));
    expect(german.split('\n')).toContain('    lane1box6{{"immer wenn<br/>eine Zahlung fehlschlägt"}}');
  });
});

describe('the touch points as text', () => {
  it('stand in columns, one contact a line', () => {
    const text = touchPointsText(touchPointsOf({ journey: shipped('ladder'), locale: 'en' }));
    const [head = '', ...lines] = text.split('\n').slice(2);
    const row = lines.find((line) => line.startsWith('30 days after the due date')) ?? '';
    for (const [heading, cell] of [
      ['What', '“final-notice”'],
      ['Purpose', 'formal notice'],
      ['Channel', 'email'],
      ['Stage reached by', 'delivered'],
      ['Lane, stage, step', 'collection, reminders, after-30'],
    ] as const)
      expect(row.indexOf(cell)).toBe(head.indexOf(heading));
  });
});
