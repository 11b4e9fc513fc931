/** A drawing as SVG that stands alone: no script, no link, no font; its colours follow the reader's light or dark page. */
import type { Drawing, Shape, TextShape } from './drawing.js';
import { textWidth, widthIsGuessed } from './text-size.js';

const STYLE = `
text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,"Liberation Sans",sans-serif;fill:#1c2530}
.strong{font-weight:600}.muted{fill:#586472}
.page{fill:#ffffff}.lane{fill:#f4f6f8;stroke:#d3dae1}.stage{fill:#ffffff;stroke:#3f6fa8;stroke-width:1.4}
.end{fill:#e6eaee;stroke:#9aa5b1}.fact{fill:#fff6e0;stroke:#b58a2c;stroke-dasharray:4 3}.label{fill:#f4f6f8}
.row{fill:#f4f6f8;stroke:#d3dae1}.badge{fill:#e3edf8;stroke:#3f6fa8}
.arrow,.fact-arrow,.rule{fill:none;stroke:#5b6b7b;stroke-width:1.4}.fact-arrow{stroke:#b58a2c;stroke-dasharray:5 4}.rule{stroke:#b8c2cc}
.arrow-head{fill:#5b6b7b}.fact-arrow-head{fill:#b58a2c}
@media (prefers-color-scheme:dark){
text{fill:#e6edf3}.muted{fill:#a3afbb}
.page{fill:#11161c}.lane{fill:#1a2129;stroke:#36414c}.stage{fill:#222c37;stroke:#6ea2dc}
.end{fill:#2b3540;stroke:#66727f}.fact{fill:#33290f;stroke:#d3a640}.label{fill:#1a2129}
.row{fill:#1a2129;stroke:#36414c}.badge{fill:#1d3045;stroke:#6ea2dc}
.arrow,.fact-arrow{stroke:#93a1b0}.fact-arrow{stroke:#d3a640}.rule{stroke:#46525e}
.arrow-head{fill:#93a1b0}.fact-arrow-head{fill:#d3a640}
}`;

export function svgOf({ title, width, height, shapes }: Drawing): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<style>${STYLE}</style>`,
    `<rect class="page" width="${width}" height="${height}"/>`,
    ...shapes.map(elementOf),
    '</svg>',
    '',
  ].join('\n');
}

function elementOf(shape: Shape): string {
  switch (shape.shape) {
    case 'rect':
      return `<rect class="${shape.look}" x="${num(shape.x)}" y="${num(shape.y)}" width="${num(shape.width)}" height="${num(shape.height)}" rx="${shape.radius}"/>`;
    case 'text':
      return textElement(shape);
    case 'line':
      return `<path class="${shape.look}" d="${shape.path}"/>${shape.head === null ? '' : `<path class="${shape.look}-head" d="${shape.head}"/>`}`;
  }
}

/** Where the width of a character is not known, the text is made as wide as was reckoned with. */
function textElement({ look, text, x, y, size, centred }: TextShape): string {
  const forced = widthIsGuessed(text)
    ? ` textLength="${num(textWidth({ text, size, bold: look === 'strong' }))}" lengthAdjust="spacingAndGlyphs"`
    : '';
  const anchor = centred ? ' text-anchor="middle"' : '';
  return `<text class="${look}" x="${num(x)}" y="${num(y)}" font-size="${size}"${anchor}${forced}>${escaped(text)}</text>`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] as string);
const num = (value: number): number => Math.round(value * 10) / 10;
