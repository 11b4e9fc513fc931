/** The touch-point map as a drawing, as Mermaid and as a table of text. */
import type { TouchPoint, TouchPointMap } from '../tell/touch-points.js';
import { type Words, wordsFor } from '../tell/words.js';
import { type Drawing, type RectShape, type Shape, textBlock, textColumn } from './drawing.js';
import { quoted } from './mermaid.js';

const MARGIN = 24;
const COLUMNS = { when: 190, what: 430, feedback: 230, between: 26 };
const PADDING = { x: 12, y: 9 };
const BETWEEN = 14;

/** From top to bottom: when, what goes out, and what is asked there; what has a day hangs on a line of time. */
export function drawTouchPoints(map: TouchPointMap): Drawing {
  const width = 2 * MARGIN + COLUMNS.when + COLUMNS.what + COLUMNS.feedback + 2 * COLUMNS.between;
  const title = textBlock({ text: titleOf(map), x: MARGIN, y: MARGIN, width: width - 2 * MARGIN, size: 20, look: 'strong' });
  const shapes: Shape[] = [...title.shapes];
  const words = wordsFor(map.locale);
  let y = MARGIN + title.height + 10;
  for (const { title: text, touchPoints } of map.sections) {
    const heading = textBlock({ text, x: MARGIN, y, width: width - 2 * MARGIN, size: 15, look: 'strong' });
    shapes.push(...heading.shapes);
    y += heading.height + 10;
    let above: number | null = null;
    for (const point of touchPoints) {
      const row = rowOf({ point, y, words });
      if (above !== null && point.day !== null) shapes.push(timeLine({ from: above, to: y }));
      shapes.push(...row.shapes);
      above = y + row.badge;
      y += row.height + BETWEEN;
    }
    y += 12;
  }
  return { title: titleOf(map), width, height: Math.ceil(y - BETWEEN - 12 + MARGIN), shapes };
}

function rowOf({ point, y, words }: { point: TouchPoint; y: number; words: Words }): { shapes: Shape[]; height: number; badge: number } {
  const left = { when: MARGIN, what: MARGIN + COLUMNS.when + COLUMNS.between, feedback: 0 };
  left.feedback = left.what + COLUMNS.what + COLUMNS.between;
  const badge = card({ look: 'badge', x: left.when, y, width: COLUMNS.when, blocks: [{ text: point.when, size: 12, look: 'plain' }] });
  const what = card({
    look: 'stage',
    x: left.what,
    y,
    width: COLUMNS.what,
    blocks: [
      { text: point.what, size: 13, look: 'strong' },
      { text: aboutOf({ point, words }), size: 12, look: 'plain' },
      { text: placeOf(point), size: 12, look: 'muted' },
      ...reached({ point, words }).map((text) => ({ text, size: 12, look: 'muted' as const })),
    ],
  });
  const feedback =
    point.feedback.length > 0
      ? card({
          look: 'fact',
          x: left.feedback,
          y,
          width: COLUMNS.feedback,
          blocks: point.feedback.map((text) => ({ text, size: 12, look: 'plain' as const })),
        })
      : { shapes: [], height: 0 };
  const joins: Shape[] = [
    { shape: 'line', look: 'rule', path: `M${left.when + COLUMNS.when} ${y + 18}H${left.what}`, head: null },
    ...(feedback.height > 0
      ? [
          {
            shape: 'line' as const,
            look: 'fact-arrow' as const,
            path: `M${left.what + COLUMNS.what} ${y + 18}H${left.feedback}`,
            head: null,
          },
        ]
      : []),
  ];
  return {
    shapes: [...joins, ...badge.shapes, ...what.shapes, ...feedback.shapes],
    height: Math.max(badge.height, what.height, feedback.height),
    badge: badge.height,
  };
}

function card({
  look,
  x,
  y,
  width,
  blocks,
}: {
  look: RectShape['look'];
  x: number;
  y: number;
  width: number;
  blocks: Parameters<typeof textColumn>[0]['blocks'];
}): { shapes: Shape[]; height: number } {
  const texts = textColumn({ blocks, x: x + PADDING.x, y: y + PADDING.y, width: width - 2 * PADDING.x });
  const height = Math.ceil(texts.height) + 2 * PADDING.y;
  return { shapes: [{ shape: 'rect', look, x, y, width, height, radius: 8 }, ...texts.shapes], height };
}

const timeLine = ({ from, to }: { from: number; to: number }): Shape => ({
  shape: 'line',
  look: 'rule',
  path: `M${MARGIN + COLUMNS.when / 2} ${from}V${to}`,
  head: null,
});

/** Contacts that have a day are a chain; what is asked hangs beside. */
export function touchPointsMermaid(map: TouchPointMap): string {
  const lines = ['flowchart TB'];
  const words = wordsFor(map.locale);
  for (const [s, { title, touchPoints }] of map.sections.entries()) {
    lines.push(`  subgraph section${s}[${quoted([title])}]`, '    direction TB');
    for (const [p, point] of touchPoints.entries()) {
      const about = [point.when, point.what, aboutOf({ point, words }), placeOf(point), ...reached({ point, words })];
      lines.push(`    section${s}point${p}[${quoted(about)}]`);
      if (p > 0 && point.day !== null) lines.push(`    section${s}point${p - 1} --- section${s}point${p}`);
      if (point.feedback.length > 0)
        lines.push(`    section${s}ask${p}([${quoted(point.feedback)}])`, `    section${s}point${p} -.-> section${s}ask${p}`);
    }
    lines.push('  end');
  }
  return `${lines.join('\n')}\n`;
}

/** One contact a line, in columns. */
export function touchPointsText(map: TouchPointMap): string {
  const words = wordsFor(map.locale);
  const head = headings(words);
  const rows = map.sections.map(({ title, touchPoints }) => ({ title, cells: touchPoints.map(cellsOf) }));
  const all = [head, ...rows.flatMap(({ cells }) => cells)];
  const widths = head.map((_, column) => Math.max(...all.map((cells) => lengthOf(cells[column] ?? ''))));
  const line = (cells: string[]) =>
    cells
      .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - lengthOf(cell)))
      .join('  ')
      .trimEnd();
  return [titleOf(map), '', line(head), ...rows.flatMap(({ title, cells }) => ['', title, ...cells.map(line)])].join('\n');
}

const headings = ({ say }: Words): string[] => [
  say({ en: 'When', de: 'Wann' }),
  say({ en: 'What', de: 'Was' }),
  say({ en: 'Purpose', de: 'Zweck' }),
  say({ en: 'Channel', de: 'Weg' }),
  say({ en: 'To', de: 'An' }),
  say({ en: 'Copy', de: 'Kopie' }),
  say({ en: 'From', de: 'Von' }),
  say({ en: 'Feedback asked there', de: 'Befragung dazu' }),
  say({ en: 'Stage reached by', de: 'Abschnitt erreicht durch' }),
  say({ en: 'Lane, stage, step', de: 'Bahn, Abschnitt, Schritt' }),
];

const cellsOf = (point: TouchPoint): string[] => [
  point.when,
  point.what,
  point.purpose,
  point.channel,
  point.to,
  point.copies.join(', ') || '-',
  point.sender,
  point.feedback.join('; ') || '-',
  point.reachedBy.join(', ') || '-',
  placeOf(point),
];

/** Purpose and channel, whom it is for, who gets a copy, and in whose name it goes. */
const aboutOf = ({ point: { purpose, channel, to, copies, sender }, words: { say, all } }: { point: TouchPoint; words: Words }): string =>
  [
    purpose,
    channel,
    say({ en: `to ${to}`, de: `an: ${to}` }),
    ...(copies.length > 0 ? [say({ en: `copy to ${all(copies)}`, de: `Kopie: ${all(copies)}` })] : []),
    say({ en: `from ${sender}`, de: `von: ${sender}` }),
  ].join(' · ');

/** Which way a customer came to the stage, as a line; none where all do. */
const reached = ({ point: { reachedBy }, words: { say, any } }: { point: TouchPoint; words: Words }): string[] =>
  reachedBy.length > 0 ? [say({ en: `reached by: ${any(reachedBy)}`, de: `erreicht durch: ${any(reachedBy)}` })] : [];

const placeOf = ({ lane, stage, step }: TouchPoint): string => [lane, stage, ...(step === null ? [] : [step])].join(', ');
const titleOf = ({ journey, locale }: TouchPointMap): string =>
  wordsFor(locale).say({ en: `${journey}: touch points`, de: `${journey}: Kontakte` });
const lengthOf = (text: string): number => [...text.replace(/[\u2066-\u2069]/g, '')].length;
