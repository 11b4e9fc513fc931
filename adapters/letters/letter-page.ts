/** How a business letter is set on A4, in points: the window of a DIN long envelope (form B), a column of text, page numbers. */
export const POINTS_A_MM = 72 / 25.4;
const mm = (millimetres: number): number => millimetres * POINTS_A_MM;

export const PAGE = {
  size: [mm(210), mm(297)] as [number, number],
  left: mm(25),
  right: mm(20),
  /** Where text begins on the pages after the first, and ends on each. */
  top: mm(25),
  bottom: mm(30),
  width: mm(210 - 25 - 20),
  /** The sender in one small line above the address, and the address: visible in the window. */
  window: { y: mm(50), address: mm(55), width: mm(80) },
  /** Right of the window: date and reference. */
  facts: { x: mm(125), y: mm(55), width: mm(65) },
  /** The subject's line on the first page. */
  subject: mm(103),
  /** The lines for folding and punching. */
  marks: [mm(105), mm(148.5), mm(210)],
  footer: mm(280),
} as const;

export const INK = { text: '#20262d', quiet: '#5b6672', line: '#b9c1ca' } as const;
