/** The picture of all lanes: each a panel with its stages in layers, panels side by side in rows. */
import { type Drawing, type LineShape, type RectShape, type Shape, type TextShape, textBlock, textColumn } from './drawing.js';
import { type Layout, layOut, type Placed, type Route, type Size } from './layered.js';
import type { Arrow, Box, Picture, PictureLane } from './picture.js';

const MARGIN = 24;
const PADDING = 20;
const BETWEEN = 20;
const BOX = { text: 262, padding: 12 };
const ROW_WIDTH = 1_500;
const LEAST_LANE = 290;
const HEAD = 7;

export function drawLanes(picture: Picture): Drawing {
  const panels = picture.lanes.map(panelOf);
  const rows = inRows(panels);
  const inner = Math.max(480, ...rows.map((row) => row.reduce((sum, panel) => sum + panel.width + BETWEEN, -BETWEEN)));
  const title = textBlock({ text: picture.title, x: MARGIN, y: MARGIN, width: inner, size: 20, look: 'strong' });
  const notes = textColumn({
    blocks: picture.notes.map((text) => ({ text, size: 12, look: 'muted' })),
    x: MARGIN,
    y: MARGIN + title.height + 4,
    width: inner,
  });
  const shapes: Shape[] = [...title.shapes, ...notes.shapes];
  let y = MARGIN + title.height + notes.height + 20;
  for (const row of rows) {
    const height = Math.max(...row.map((panel) => panel.height));
    let x = MARGIN;
    for (const panel of row) {
      shapes.push(...panel.at({ x, y, height }));
      x += panel.width + BETWEEN;
    }
    y += height + BETWEEN;
  }
  return { title: picture.title, width: Math.ceil(inner + 2 * MARGIN), height: Math.ceil(y - BETWEEN + MARGIN), shapes };
}

interface Panel extends Size {
  at(place: { x: number; y: number; height: number }): Shape[];
}

function inRows(panels: Panel[]): Panel[][] {
  const rows: Panel[][] = [];
  let width = Number.POSITIVE_INFINITY;
  for (const panel of panels) {
    if (width + BETWEEN + panel.width > ROW_WIDTH) {
      rows.push([]);
      width = -BETWEEN;
    }
    rows.at(-1)?.push(panel);
    width += BETWEEN + panel.width;
  }
  return rows;
}

function panelOf(lane: PictureLane): Panel {
  const contents = lane.boxes.map(contentOf);
  const labels = lane.arrows.map(labelOf);
  const layout = layOut({
    boxes: contents,
    arrows: lane.arrows.map(({ from, to }, index) => ({ from, to, label: labels[index] ?? null })),
  });
  const inner = Math.max(LEAST_LANE, layout.width);
  const header = (x: number, y: number) =>
    textColumn({
      blocks: [
        { text: lane.title, size: 16, look: 'strong' },
        { text: lane.about, size: 12, look: 'muted' },
      ],
      x,
      y,
      width: inner,
    });
  const top = PADDING + header(0, 0).height + 14;
  return {
    width: inner + 2 * PADDING,
    height: top + layout.height + PADDING,
    at({ x, y, height }) {
      const panel: RectShape = { shape: 'rect', look: 'lane', x, y, width: inner + 2 * PADDING, height, radius: 10 };
      const origin = { x: x + PADDING + (inner - layout.width) / 2, y: y + top };
      return [panel, ...header(x + PADDING, y + PADDING).shapes, ...graphShapes({ lane, layout, contents, labels, origin })];
    },
  };
}

/** Lines first, then what stands on them. */
function graphShapes({
  lane,
  layout,
  contents,
  labels,
  origin,
}: {
  lane: PictureLane;
  layout: Layout;
  contents: Content[];
  labels: (Content | null)[];
  origin: { x: number; y: number };
}): Shape[] {
  const at = (placed: Placed): Placed => ({ ...placed, x: placed.x + origin.x, y: placed.y + origin.y });
  const lines = layout.arrows.map(({ route }, index) =>
    lineOf({
      route: route.map((point) => ({ x: point.x + origin.x, y: point.y + origin.y })),
      fact: lane.boxes[lane.arrows[index]?.from ?? -1]?.kind === 'fact',
    }),
  );
  const onLines = layout.arrows.flatMap(({ label }, index) => (label ? (labels[index]?.paint(at(label)) ?? []) : []));
  const boxes = layout.boxes.flatMap((placed, index) => contents[index]?.paint(at(placed)) ?? []);
  return [...lines, ...onLines, ...boxes];
}

function lineOf({ route, fact }: { route: Route; fact: boolean }): LineShape {
  const look = fact ? 'fact-arrow' : 'arrow';
  const tip = route.at(-1) ?? { x: 0, y: 0 };
  const before = route.at(-3) ?? tip;
  const down = tip.y >= before.y;
  const neck = tip.y + (down ? -HEAD : HEAD);
  const parts = route.slice(1).map((point, index) => {
    const from = route[index] ?? point;
    const last = index >= route.length - 3;
    const to = { x: point.x, y: last && (down ? point.y > neck : point.y < neck) ? neck : point.y };
    if (index % 2 === 0) return `V${round(to.y)}`;
    const middle = round((from.y + to.y) / 2);
    return `C${round(from.x)} ${middle} ${round(to.x)} ${middle} ${round(to.x)} ${round(to.y)}`;
  });
  return {
    shape: 'line',
    look,
    path: `M${round(route[0]?.x ?? 0)} ${round(route[0]?.y ?? 0)}${parts.join('')}`,
    head: `M${round(tip.x)} ${round(tip.y)}L${round(tip.x - 4.5)} ${round(neck)}H${round(tip.x + 4.5)}Z`,
  };
}

interface Content extends Size {
  paint(place: Placed): (RectShape | TextShape)[];
}

function contentOf(box: Box): Content {
  if (box.kind === 'end')
    return framed({ look: 'end', radius: 13, padding: { x: 14, y: 4 }, blocks: [{ text: box.title, size: 12, look: 'muted' }] });
  if (box.kind === 'fact')
    return framed({
      look: 'fact',
      radius: 14,
      padding: { x: 14, y: 6 },
      blocks: [{ text: box.title, size: 12, look: 'muted' }, ...box.lines.map((text) => ({ text, size: 12, look: 'plain' as const }))],
    });
  return framed({
    look: 'stage',
    radius: 8,
    padding: { x: BOX.padding, y: 10 },
    left: true,
    blocks: [
      { text: box.title, size: 14, look: 'strong' },
      ...(box.note ? [{ text: box.note, size: 12, look: 'muted' as const }] : []),
      ...box.lines.map((line) => ({ text: `• ${line}`, size: 12, look: 'plain' as const, hanging: 11 })),
    ],
  });
}

function labelOf({ labels }: Arrow): Content | null {
  if (labels.length === 0) return null;
  return framed({
    look: 'label',
    radius: 4,
    padding: { x: 6, y: 1 },
    blocks: labels.map((text) => ({ text, size: 12, look: 'plain' as const })),
  });
}

/** Text in a frame that is as wide as the widest line. */
function framed({
  look,
  radius,
  padding,
  blocks,
  left = false,
}: {
  look: RectShape['look'];
  radius: number;
  padding: { x: number; y: number };
  blocks: Parameters<typeof textColumn>[0]['blocks'];
  left?: boolean;
}): Content {
  const measured = textColumn({ blocks, x: 0, y: 0, width: BOX.text });
  const [width, height] = [Math.ceil(measured.width) + 2 * padding.x, Math.ceil(measured.height) + 2 * padding.y];
  return {
    width,
    height,
    paint({ x, y }) {
      const texts = textColumn({
        blocks: blocks.map((block) => ({ ...block, centred: !left })),
        x: left ? x + padding.x : x + width / 2 - BOX.text / 2,
        y: y + padding.y,
        width: BOX.text,
      });
      return [{ shape: 'rect', look, x, y, width, height, radius }, ...texts.shapes];
    },
  };
}

const round = (value: number): number => Math.round(value * 10) / 10;
