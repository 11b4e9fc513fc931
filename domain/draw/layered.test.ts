import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type LayoutInput, layOut, type Placed, type Point } from './layered.js';
import { ranksOf } from './ranks.js';

const size = fc.record({ width: fc.integer({ min: 20, max: 300 }), height: fc.integer({ min: 10, max: 200 }) });
/** Graphs with circles, loops, arrows side by side, and boxes that nothing leads to. */
const graph: fc.Arbitrary<LayoutInput> = fc.array(size, { minLength: 1, maxLength: 14 }).chain((boxes) =>
  fc
    .array(
      fc.record({
        from: fc.nat(boxes.length - 1),
        to: fc.nat(boxes.length - 1),
        label: fc.option(fc.record({ width: fc.integer({ min: 20, max: 120 }), height: fc.integer({ min: 15, max: 60 }) })),
      }),
      { maxLength: 24 },
    )
    .map((arrows) => ({ boxes, arrows })),
);

const overlap = (a: Placed, b: Placed): boolean =>
  a.x < b.x + b.width - 0.01 && b.x < a.x + a.width - 0.01 && a.y < b.y + b.height - 0.01 && b.y < a.y + a.height - 0.01;
const inside = ({ x, y }: Point, box: Placed): boolean =>
  x > box.x + 0.01 && x < box.x + box.width - 0.01 && y > box.y + 0.01 && y < box.y + box.height - 0.01;

/** Points along a route as it is painted: straight, then a curve, then straight … */
const painted = (route: Point[]): Point[] =>
  route.slice(1).flatMap((to, index) => {
    const from = route[index] as Point;
    return Array.from({ length: 13 }, (_, n) => {
      const t = n / 12;
      if (index % 2 === 0) return { x: from.x, y: from.y + (to.y - from.y) * t };
      const ease = 3 * t * t - 2 * t * t * t;
      return { x: from.x + (to.x - from.x) * ease, y: from.y + (to.y - from.y) * (1.5 * t - 1.5 * t * t + t * t * t) };
    });
  });

describe('the layout', () => {
  it('overlaps no boxes and labels, keeps all inside, and leads no arrow through a box or the label of another', () => {
    fc.assert(
      fc.property(graph, (input) => {
        const { boxes, arrows, width, height } = layOut(input);
        const labels = arrows.flatMap(({ label }) => (label ? [label] : []));
        const cells = [...boxes, ...labels];
        const outside = cells.filter(
          (cell) => cell.x < -0.01 || cell.y < 0 || cell.x + cell.width > width + 0.01 || cell.y + cell.height > height + 0.01,
        );
        expect(outside).toEqual([]);
        expect(cells.filter((cell, at) => cells.slice(at + 1).some((other) => overlap(cell, other)))).toEqual([]);
        for (const [index, { route, label }] of arrows.entries()) {
          const others = cells.filter((cell) => cell !== label);
          expect(painted(route).filter((point) => others.some((cell) => inside(point, cell)))).toEqual([]);
          const [from, to] = [boxes[input.arrows[index]?.from ?? 0] as Placed, boxes[input.arrows[index]?.to ?? 0] as Placed];
          const [start, end] = [route[0] as Point, route.at(-1) as Point];
          for (const [point, box] of [
            [start, from],
            [end, to],
          ] as const) {
            expect(point.x > box.x && point.x < box.x + box.width).toBe(true);
            expect([box.y, box.y + box.height].some((edge) => Math.abs(edge - point.y) < 0.01)).toBe(true);
          }
        }
      }),
      { numRuns: 400 },
    );
  });

  it('is the same each time', () => {
    fc.assert(
      fc.property(graph, (input) => expect(layOut(input)).toEqual(layOut(structuredClone(input)))),
      { numRuns: 50 },
    );
  });

  it('puts what follows below, and what nothing leads to right above what it leads to', () => {
    const arrows = [
      { from: 0, to: 1 },
      { from: 1, to: 2 },
      { from: 2, to: 1 },
      { from: 3, to: 2 },
      { from: 2, to: 2 },
    ];
    expect(ranksOf({ count: 4, arrows })).toEqual({ ranks: [0, 1, 2, 1], leadsBack: [false, false, true, false, true] });
  });

  it('lays out a chain of thousands, and refuses a tangle that nobody could read in one sentence', () => {
    const box = { width: 100, height: 40 };
    const chain = (count: number) => ({
      boxes: Array.from({ length: count }, () => box),
      arrows: Array.from({ length: count - 1 }, (_, from) => ({ from, to: from + 1, label: null })),
    });
    expect(layOut(chain(5_000)).boxes.length).toBe(5_000);
    const tangle = chain(3_000);
    for (let to = 100; to < 3_000; to += 100) tangle.arrows.push({ from: 0, to, label: null });
    expect(() => layOut(tangle)).toThrow(/too many stages and arrows for one picture: draw it with --as mermaid/);
  });
});
