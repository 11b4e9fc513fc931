/**
 * Lays boxes out in layers from top to bottom.
 *
 * 1. Boxes stand in even layers, labels of arrows in the odd ones between; both are cells, and no two cells overlap.
 * 2. An arrow goes from layer to layer: straight through a layer at a place kept for it, and as a curve only in the gap between two layers, where no
 *    cell is. So no arrow crosses a box or another arrow's label.
 * 3. The same graph is always laid out the same way.
 */
import { DulyError } from '../errors.js';
import { ranksOf } from './ranks.js';

export interface Size {
  width: number;
  height: number;
}
export interface Placed extends Size {
  /** Of the upper left corner. */
  x: number;
  y: number;
}
export interface LayoutInput {
  boxes: Size[];
  /** `label`: the room for its text, `null` without one. */
  arrows: { from: number; to: number; label: Size | null }[];
}
export interface Layout extends Size {
  boxes: Placed[];
  arrows: { label: Placed | null; route: Route }[];
}
/** From the box it leaves to the box it enters: points to join, alternately by a straight line down (or up) a layer and by a curve over a gap. */
export type Route = Point[];
export interface Point {
  x: number;
  y: number;
}

const GAP = { across: 28, down: 26 };
const LANE_OF_ARROW = 14;
const SWEEPS = 12;
/** More places than this make a picture that nobody can read, and cost seconds. */
const MOST_CELLS = 20_000;

interface Cell extends Size {
  layer: number;
  /** Of the centre. */
  x: number;
  top: number;
  /** Above and below: neighbours in the layers before and after. */
  above: number[];
  below: number[];
}

export function layOut({ boxes, arrows }: LayoutInput): Layout {
  const { cells, chains, labels } = cellsOf({ boxes, arrows });
  const layers = layersOf(cells);
  orderLayers(layers, cells);
  placeAcross(layers, cells);
  const rows = placeDown(layers, cells);
  const placed = (index: number): Placed => {
    const { x, top: y, width, height } = cells[index] as Cell;
    return { x: x - width / 2, y, width, height };
  };
  const ports = portsOf({ chains, cells, count: boxes.length });
  return {
    width: Math.max(0, ...cells.map(({ x, width }) => x + width / 2)),
    height: Math.max(0, ...cells.map(({ top, height }) => top + height)),
    boxes: boxes.map((_, index) => placed(index)),
    arrows: arrows.map((_, index) => ({
      label: labels[index] === undefined ? null : placed(labels[index]),
      route: routeOf({ chain: chains[index] ?? [], arrow: index, cells, rows, ports }),
    })),
  };
}

/** Boxes are the first cells; for each arrow a chain of cells from the box it leaves to the box it enters. */
function cellsOf({ boxes, arrows }: LayoutInput): { cells: Cell[]; chains: number[][]; labels: (number | undefined)[] } {
  const { ranks } = ranksOf({ count: boxes.length, arrows });
  const cell = (size: Size, layer: number): Cell => ({ ...size, layer, x: 0, top: 0, above: [], below: [] });
  const cells = boxes.map((box, index) => cell(box, 2 * (ranks[index] ?? 0)));
  const labels: (number | undefined)[] = [];
  const chains = arrows.map(({ from, to, label }, index) => {
    const [start, end] = [2 * (ranks[from] ?? 0), 2 * (ranks[to] ?? 0)];
    const chain = [from];
    const through = (layer: number) => {
      const isLabel = label !== null && chain.length === 1;
      const made = cells.push(cell(isLabel ? label : { width: LANE_OF_ARROW, height: 0 }, layer)) - 1;
      if (isLabel) labels[index] = made;
      chain.push(made);
      if (cells.length > MOST_CELLS)
        throw new DulyError({
          code: 'file_invalid',
          message: 'This journey has too many stages and arrows for one picture: draw it with --as mermaid, or split its lanes.',
        });
    };
    if (end > start) for (let layer = start + 1; layer < end; layer += 1) through(layer);
    else if (end < start) for (let layer = start - 1; layer > end; layer -= 1) through(layer);
    else through(start + 1);
    chain.push(to);
    return chain;
  });
  for (const chain of chains) {
    for (const [at, index] of chain.slice(0, -1).entries()) {
      const next = chain[at + 1] as number;
      const [upper, lower] = (cells[index] as Cell).layer < (cells[next] as Cell).layer ? [index, next] : [next, index];
      (cells[upper] as Cell).below.push(lower);
      (cells[lower] as Cell).above.push(upper);
    }
  }
  return { cells, chains, labels };
}

function layersOf(cells: Cell[]): number[][] {
  const layers: number[][] = [];
  for (const [index, { layer }] of cells.entries()) {
    while (layers.length <= layer) layers.push([]);
    layers[layer]?.push(index);
  }
  return layers;
}

/** Orders each layer by where its neighbours stand, downwards and upwards in turn. */
function orderLayers(layers: number[][], cells: Cell[]): void {
  const place = new Array<number>(cells.length).fill(0);
  const note = (layer: number[]) => {
    for (const [at, index] of layer.entries()) place[index] = at;
  };
  layers.forEach(note);
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    const side = sweep % 2 === 0 ? 'above' : 'below';
    for (const layer of side === 'above' ? layers : [...layers].reverse()) {
      const wish = new Map(
        layer.map((index, at) => {
          const neighbours = (cells[index] as Cell)[side].map((other) => place[other] as number);
          return [index, mean(neighbours) ?? at];
        }),
      );
      layer.sort((a, b) => (wish.get(a) as number) - (wish.get(b) as number) || a - b);
      note(layer);
    }
  }
}

/** Moves the cells of each layer as near to their neighbours as the order and the gaps allow. */
function placeAcross(layers: number[][], cells: Cell[]): void {
  const at = (index: number) => cells[index] as Cell;
  for (const layer of layers) spread({ layer, cells, wish: () => 0 });
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    const down = sweep % 2 === 0;
    for (const layer of down ? layers : [...layers].reverse()) {
      const wish = (index: number) => {
        const { above, below, x } = at(index);
        const side = sweep >= SWEEPS - 2 ? [...above, ...below] : down ? above : below;
        return mean(side.map((other) => at(other).x)) ?? x;
      };
      spread({ layer, cells, wish });
    }
  }
  const left = Math.min(...cells.map(({ x, width }) => x - width / 2));
  for (const cell of cells) cell.x -= left;
}

/** The nearest places to those wished for, by least squares, that keep order and gaps: neighbours that would collide move as one. */
function spread({ layer, cells, wish }: { layer: number[]; cells: Cell[]; wish: (index: number) => number }): void {
  const offsets: number[] = [];
  for (const [n, index] of layer.entries()) {
    const before = layer[n - 1];
    const { width } = cells[index] as Cell;
    offsets.push(before === undefined ? 0 : (offsets[n - 1] as number) + ((cells[before] as Cell).width + width) / 2 + GAP.across);
  }
  const blocks: { sum: number; count: number }[] = [];
  for (const [n, index] of layer.entries()) {
    let block = { sum: wish(index) - (offsets[n] as number), count: 1 };
    for (let last = blocks.at(-1); last && last.sum / last.count > block.sum / block.count; last = blocks.at(-1)) {
      block = { sum: block.sum + last.sum, count: block.count + last.count };
      blocks.pop();
    }
    blocks.push(block);
  }
  let n = 0;
  for (const { sum, count } of blocks)
    for (let k = 0; k < count; k += 1, n += 1) (cells[layer[n] as number] as Cell).x = sum / count + (offsets[n] as number);
}

interface Row {
  top: number;
  bottom: number;
}

function placeDown(layers: number[][], cells: Cell[]): Row[] {
  let top = 0;
  return layers.map((layer) => {
    const height = Math.max(0, ...layer.map((index) => (cells[index] as Cell).height));
    const row = { top, bottom: top + height };
    for (const index of layer) (cells[index] as Cell).top = top;
    top = row.bottom + GAP.down;
    return row;
  });
}

type Ports = (arrow: number, box: number, end: 'first' | 'last') => number;

/** Where arrows leave and enter a box: side by side, in the order of where they lead. */
function portsOf({ chains, cells, count }: { chains: number[][]; cells: Cell[]; count: number }): Ports {
  const sides = new Map<string, { arrow: number; end: 'first' | 'last'; x: number }[]>();
  for (const [arrow, chain] of chains.entries()) {
    for (const end of ['first', 'last'] as const) {
      const [box, next] = end === 'first' ? [chain[0], chain[1]] : [chain.at(-1), chain.at(-2)];
      if (box === undefined || next === undefined || box >= count) continue;
      const key = `${box} ${(cells[next] as Cell).layer > (cells[box] as Cell).layer ? 'below' : 'above'}`;
      const side = sides.get(key) ?? [];
      side.push({ arrow, end, x: (cells[next] as Cell).x });
      sides.set(key, side);
    }
  }
  const places = new Map<string, number>();
  for (const [key, ends] of sides) {
    const { x, width } = cells[Number(key.split(' ')[0])] as Cell;
    const step = Math.min(26, width / (ends.length + 1));
    ends.sort((a, b) => a.x - b.x || a.arrow - b.arrow || (a.end === 'first' ? -1 : 1));
    for (const [at, { arrow, end }] of ends.entries()) places.set(`${arrow} ${end}`, x + (at - (ends.length - 1) / 2) * step);
  }
  return (arrow, box, end) => places.get(`${arrow} ${end}`) ?? (cells[box] as Cell).x;
}

function routeOf({
  chain,
  arrow,
  cells,
  rows,
  ports,
}: {
  chain: number[];
  arrow: number;
  cells: Cell[];
  rows: Row[];
  ports: Ports;
}): Route {
  const [first, last] = [chain[0] as number, chain.at(-1) as number];
  const points: Route = [];
  for (const [at, index] of chain.slice(0, -1).entries()) {
    const next = chain[at + 1] as number;
    const [here, there] = [cells[index] as Cell, cells[next] as Cell];
    const down = there.layer > here.layer;
    const x = index === first && at === 0 ? ports(arrow, index, 'first') : here.x;
    const nextX = at === chain.length - 2 ? ports(arrow, last, 'last') : there.x;
    const [row, nextRow] = [rows[here.layer] as Row, rows[there.layer] as Row];
    if (at === 0) points.push({ x, y: down ? here.top + here.height : here.top });
    points.push({ x, y: down ? row.bottom : row.top }, { x: nextX, y: down ? nextRow.top : nextRow.bottom });
    if (at === chain.length - 2) points.push({ x: nextX, y: down ? there.top : there.top + there.height });
  }
  return points;
}

const mean = (values: number[]): number | undefined =>
  values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : undefined;
