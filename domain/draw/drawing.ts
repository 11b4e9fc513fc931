/** Shapes of a picture, in pixels from its upper left corner. What they look like is the form's business (`svg.ts`). */
import { textWidth, wrap } from './text-size.js';

export interface Drawing {
  title: string;
  width: number;
  height: number;
  /** In the order in which they are painted. */
  shapes: Shape[];
}

export type Shape = RectShape | TextShape | LineShape;
export interface RectShape {
  shape: 'rect';
  look: 'lane' | 'stage' | 'end' | 'fact' | 'label' | 'row' | 'badge';
  x: number;
  y: number;
  width: number;
  height: number;
  radius: number;
}
export interface TextShape {
  shape: 'text';
  look: 'strong' | 'plain' | 'muted';
  text: string;
  /** Where it begins, or its middle with `centred`; `y` is the line on which letters stand. */
  x: number;
  y: number;
  size: number;
  centred: boolean;
}
export interface LineShape {
  shape: 'line';
  look: 'arrow' | 'fact-arrow' | 'rule';
  /** An SVG path. */
  path: string;
  /** The three corners of the arrow's head; null: it has none. */
  head: string | null;
}

export interface BlockInput {
  text: string;
  x: number;
  /** The upper edge. */
  y: number;
  /** The room: longer text is wrapped. */
  width: number;
  size: number;
  look?: TextShape['look'];
  centred?: boolean;
  /** Indents the second line and those after it. */
  hanging?: number;
}

const LEADING = 1.45;
/** How high letters reach over their line, as a part of the size. */
const ASCENT = 1.05;

/** Wrapped text as shapes, with the room that it takes. */
export function textBlock({ text, x, y, width, size, look = 'plain', centred = false, hanging = 0 }: BlockInput): {
  shapes: TextShape[];
  width: number;
  height: number;
} {
  const bold = look === 'strong';
  const lines = wrap({ text, size, width: width - hanging, bold });
  const shapes = lines.map(
    (line, index): TextShape => ({
      shape: 'text',
      look,
      text: line,
      x: centred ? x + width / 2 : x + (index > 0 ? hanging : 0),
      y: y + size * (ASCENT + LEADING * index),
      size,
      centred,
    }),
  );
  const widest = Math.max(...lines.map((line, index) => textWidth({ text: line, size, bold }) + (index > 0 ? hanging : 0)));
  return { shapes, width: widest, height: lines.length * size * LEADING };
}

/** Several blocks below each other. */
export function textColumn({
  blocks,
  x,
  y,
  width,
}: {
  blocks: Omit<BlockInput, 'x' | 'y' | 'width'>[];
  x: number;
  y: number;
  width: number;
}) {
  const shapes: TextShape[] = [];
  let height = 0;
  let widest = 0;
  for (const block of blocks) {
    const made = textBlock({ ...block, x, y: y + height, width });
    shapes.push(...made.shapes);
    height += made.height;
    widest = Math.max(widest, made.width);
  }
  return { shapes, width: widest, height };
}
