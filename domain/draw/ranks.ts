/** Which layer each box of a graph goes into. Works without recursion: journeys may be long. */

interface Link {
  from: number;
  to: number;
}

/**
 * A rank for each box, from 0, so that arrows lead to a higher rank wherever the graph has no circle; and for each arrow whether it leads back.
 * A box that nothing leads to is put right before what it leads to.
 */
export function ranksOf({ count, arrows }: { count: number; arrows: Link[] }): { ranks: number[]; leadsBack: boolean[] } {
  const leadsBack = backward({ count, arrows });
  const forward = arrows.filter((arrow, index) => !leadsBack[index] && arrow.from !== arrow.to);
  const out = group({ count, arrows: forward, by: 'from' });
  const waitsFor = new Array<number>(count).fill(0);
  for (const { to } of forward) waitsFor[to] = (waitsFor[to] ?? 0) + 1;
  const ranks = new Array<number>(count).fill(0);
  const sources = waitsFor.flatMap((waits, box) => (waits === 0 ? [box] : []));
  const ready = [...sources];
  for (let at = 0; at < ready.length; at += 1) {
    const box = ready[at] as number;
    for (const arrow of out[box] ?? []) {
      const { to } = forward[arrow] as Link;
      ranks[to] = Math.max(ranks[to] ?? 0, (ranks[box] ?? 0) + 1);
      waitsFor[to] = (waitsFor[to] ?? 0) - 1;
      if (waitsFor[to] === 0) ready.push(to);
    }
  }
  for (const box of sources) {
    const next = (out[box] ?? []).map((arrow) => ranks[(forward[arrow] as Link).to] as number);
    if (box !== 0 && next.length > 0) ranks[box] = Math.min(...next) - 1;
  }
  return { ranks, leadsBack };
}

/** Arrows to a box that is still being walked from: those close a circle. */
function backward({ count, arrows }: { count: number; arrows: Link[] }): boolean[] {
  const out = group({ count, arrows, by: 'from' });
  const state = new Array<'new' | 'open' | 'done'>(count).fill('new');
  const back = arrows.map(() => false);
  for (let root = 0; root < count; root += 1) {
    if (state[root] !== 'new') continue;
    const walk = [{ box: root, next: 0 }];
    state[root] = 'open';
    while (walk.length > 0) {
      const here = walk.at(-1) as { box: number; next: number };
      const index = out[here.box]?.[here.next];
      if (index === undefined) {
        state[here.box] = 'done';
        walk.pop();
        continue;
      }
      here.next += 1;
      const { to } = arrows[index] as Link;
      if (state[to] === 'open') back[index] = true;
      if (state[to] === 'new') {
        state[to] = 'open';
        walk.push({ box: to, next: 0 });
      }
    }
  }
  return back;
}

function group({ count, arrows, by }: { count: number; arrows: Link[]; by: 'from' | 'to' }): number[][] {
  const groups = Array.from({ length: count }, (): number[] => []);
  for (const [index, arrow] of arrows.entries()) groups[arrow[by]]?.push(index);
  return groups;
}
