/**
 * Charts as inline SVG with the same figures as a table below each: nothing is told by colour alone, nothing needs a script.
 * Colours are the page's own classes, so that they follow its light or dark mode.
 */
import { escapeHtml as escaped } from '../adapters/templates/markdown.js';

export interface Series {
  name: string;
  /** The class that colours it. */
  tone: string;
  values: (number | null)[];
}

export interface ChartInput {
  title: string;
  /** What stands below the title, in plain words. */
  says: string;
  /** Along the bottom, and the first column of the table. */
  labels: string[];
  series: Series[];
  /** Of a tick, and of a cell of the table. */
  tick(value: number): string;
  cell(value: number): string;
}

const WIDTH = 460;
const HEIGHT = 236;
const BOX = { left: 54, right: 10, top: 10, bottom: 28 };
const INNER = { width: WIDTH - BOX.left - BOX.right, height: HEIGHT - BOX.top - BOX.bottom };

/** Lines over months; the second is dashed. */
export function lineChart(input: ChartInput): string {
  const scale = scaleOf(input.series.flatMap(({ values }) => values));
  const step = INNER.width / Math.max(1, input.labels.length - 1);
  const marks = input.series.map(({ name, tone, values }, at) => {
    const points = values.flatMap((value, place) =>
      value === null ? [] : [{ x: BOX.left + place * step, y: scale.y(value), value, place }],
    );
    const path = points.map(({ x, y, place }) => `${place > 0 && values[place - 1] !== null ? 'L' : 'M'}${one(x)} ${one(y)}`).join('');
    const dots = points.map(({ x, y, value, place }) => {
      const says = escaped(`${name}, ${input.labels[place]}: ${input.cell(value)}`);
      const size = values.length > 24 ? 1.6 : 3;
      return `<circle class="dot ${tone}" cx="${one(x)}" cy="${one(y)}" r="${size}"><title>${says}</title></circle>`;
    });
    return `<path class="line ${tone}${at > 0 ? ' dashed' : ''}" d="${path}"/>${dots.join('')}`;
  });
  return figure({ input, body: `${frame({ input, scale, at: (place) => BOX.left + place * step })}${marks.join('')}` });
}

/** Bars over months side by side. */
export function barChart(input: ChartInput): string {
  const scale = scaleOf([0, ...input.series.flatMap(({ values }) => values)]);
  const slot = INNER.width / input.labels.length;
  const width = (slot * 0.72) / input.series.length;
  const bars = input.series.flatMap(({ name, tone, values }, at) =>
    values.map((value, place) => {
      if (value === null || value === 0) return '';
      const x = BOX.left + place * slot + slot * 0.14 + at * width;
      return bar({
        x,
        width: Math.max(0.8, width - 1),
        from: scale.y(0),
        to: scale.y(value),
        tone,
        says: `${name}, ${input.labels[place]}: ${input.cell(value)}`,
      });
    }),
  );
  return figure({ input, body: `${frame({ input, scale, at: (place) => BOX.left + (place + 0.5) * slot })}${bars.join('')}` });
}

/** Parts of a whole over months, one on the other; `most` makes charts comparable. */
export function stackedChart({ most, ...input }: ChartInput & { most: number }): string {
  const scale = scaleOf([0, most]);
  const slot = INNER.width / input.labels.length;
  const bars = input.labels.flatMap((label, place) => {
    let below = 0;
    return input.series.map(({ name, tone, values }) => {
      const value = values[place] ?? 0;
      const from = below;
      below += value;
      if (value <= 0) return '';
      return bar({
        x: BOX.left + place * slot + slot * 0.1,
        width: slot * 0.8,
        from: scale.y(from),
        to: scale.y(below),
        tone,
        says: `${label}, ${name}: ${input.cell(value)}`,
      });
    });
  });
  return figure({ input, body: `${frame({ input, scale, at: (place) => BOX.left + (place + 0.5) * slot })}${bars.join('')}` });
}

/** Bars that lie, one group a label: for kinds with names. */
export function rowChart(input: ChartInput): string {
  const most = Math.max(1e-9, ...input.series.flatMap(({ values }) => values.map((value) => value ?? 0)));
  const thick = 13;
  const group = input.series.length * (thick + 2) + 24;
  const height = input.labels.length * group + 6;
  const room = WIDTH - 64;
  const rows = input.labels.map((label, place) => {
    const y = place * group + 14;
    const bars = input.series.map(({ name, tone, values }, at) => {
      const value = values[place] ?? 0;
      const length = Math.max(1, (value / most) * room);
      const top = y + 6 + at * (thick + 2);
      return `<rect class="${tone}" x="0" y="${top}" width="${one(length)}" height="${thick}" rx="2"><title>${escaped(`${name}, ${label}: ${input.cell(value)}`)}</title></rect><text class="value" x="${one(length + 6)}" y="${top + 11}">${escaped(input.tick(value))}</text>`;
    });
    return `<text class="label" x="0" y="${y}">${escaped(label)}</text>${bars.join('')}`;
  });
  return figure({ input, height, body: rows.join('') });
}

/** An interval with its middle, against nothing at all. */
export function whisker({ from, to, value, tone, says }: { from: number; to: number; value: number; tone: string; says: string }): string {
  const reach = Math.max(Math.abs(from), Math.abs(to), 1e-9) * 1.15;
  const x = (at: number) => one(90 + (at / reach) * 84);
  return `<svg class="whisker ${tone}" viewBox="0 0 180 28" role="img" aria-label="${escaped(says)}"><line class="zero" x1="90" x2="90" y1="2" y2="26"/><line class="reach" x1="${x(from)}" x2="${x(to)}" y1="14" y2="14"/><line class="reach" x1="${x(from)}" x2="${x(from)}" y1="9" y2="19"/><line class="reach" x1="${x(to)}" x2="${x(to)}" y1="9" y2="19"/><circle class="middle" cx="${x(value)}" cy="14" r="5"/></svg>`;
}

function bar({
  x,
  width,
  from,
  to,
  tone,
  says,
}: {
  x: number;
  width: number;
  from: number;
  to: number;
  tone: string;
  says: string;
}): string {
  const top = Math.min(from, to);
  const height = Math.max(0.6, Math.abs(from - to));
  return `<rect class="${tone}" x="${one(x)}" y="${one(top)}" width="${one(width)}" height="${one(height)}"><title>${escaped(says)}</title></rect>`;
}

interface Scale {
  ticks: number[];
  y(value: number): number;
}

/** From a little below the least (or nothing, where that is near) to a little above the most, in round steps. */
function scaleOf(given: (number | null)[]): Scale {
  const values = given.filter((value) => value !== null);
  const most = Math.max(...values, 0);
  const least = Math.min(...values, most);
  const bottom = least > 0 && least > most * 0.55 ? least - (most - least) * 0.4 : Math.min(0, least);
  const rough = (most - bottom || 1) / 4;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find((factor) => factor * magnitude >= rough) ?? 10) * magnitude;
  const from = Math.floor(bottom / step + 1e-9) * step;
  const to = Math.max(from + step, Math.ceil(most / step - 1e-9) * step);
  const ticks: number[] = [];
  for (let tick = 0; from + tick * step <= to + step / 2; tick += 1) ticks.push(Number((from + tick * step).toPrecision(12)));
  return { ticks, y: (value) => BOX.top + INNER.height * (1 - (value - from) / (to - from)) };
}

const LABELS = 6;

function frame({ input, scale, at }: { input: ChartInput; scale: Scale; at(place: number): number }): string {
  const lines = scale.ticks.map((tick) => {
    const y = one(scale.y(tick));
    return `<line class="grid${tick === 0 ? ' base' : ''}" x1="${BOX.left}" x2="${WIDTH - BOX.right}" y1="${y}" y2="${y}"/><text class="tick" x="${BOX.left - 7}" y="${one(scale.y(tick) + 4)}" text-anchor="end">${escaped(input.tick(tick))}</text>`;
  });
  const every = Math.ceil(input.labels.length / LABELS);
  const labels = input.labels.map((label, place) =>
    place % every === 0 ? `<text class="tick" x="${one(at(place))}" y="${HEIGHT - 8}" text-anchor="middle">${escaped(label)}</text>` : '',
  );
  return `${lines.join('')}${labels.join('')}`;
}

function figure({ input, body, height = HEIGHT }: { input: ChartInput; body: string; height?: number }): string {
  const { title, says, labels, series, cell } = input;
  const keys = series.map(({ name, tone }, at) => `<li><i class="key ${tone}${at > 0 ? ' second-key' : ''}"></i>${escaped(name)}</li>`);
  const head = ['', ...series.map(({ name }) => name)].map((name) => `<th scope="col">${escaped(name)}</th>`).join('');
  const rows = labels.map((label, place) => {
    const cells = series.map(
      ({ values }) => `<td>${values[place] === null || values[place] === undefined ? '–' : escaped(cell(values[place]))}</td>`,
    );
    return `<tr><th scope="row">${escaped(label)}</th>${cells.join('')}</tr>`;
  });
  return `<figure class="card">
<figcaption><h3>${escaped(title)}</h3><p>${escaped(says)}</p></figcaption>
<ul class="keys">${keys.join('')}</ul>
<svg class="chart" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escaped(`${title}. The figures are in the table below.`)}">${body}</svg>
<details><summary>The figures</summary><div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody></table></div></details>
</figure>`;
}

const one = (value: number): string => String(Math.round(value * 10) / 10);
