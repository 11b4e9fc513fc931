/** Pictures as Mermaid flowcharts. */
import type { Box, Picture } from './picture.js';

export function mermaidOf({ title, lanes }: Picture): string {
  const lines = ['flowchart TB', `  accTitle: ${spelled(title)}`];
  for (const [l, lane] of lanes.entries()) {
    lines.push(`  subgraph lane${l}[${quoted([lane.title, lane.about])}]`, '    direction TB');
    for (const [b, box] of lane.boxes.entries()) lines.push(`    lane${l}box${b}${shaped(box)}`);
    lines.push('  end');
    for (const { from, to, labels } of lane.arrows) {
      const dashed = lane.boxes[from]?.kind === 'fact';
      const label = labels.length > 0 ? `|${quoted(labels)}|` : '';
      lines.push(`  lane${l}box${from} ${dashed ? '-.->' : '-->'}${label} lane${l}box${to}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

function shaped({ kind, title, note, lines }: Box): string {
  const all = quoted([...(title ? [title] : []), ...(note ? [note] : []), ...lines.map((line) => (kind === 'stage' ? `• ${line}` : line))]);
  if (kind === 'end') return `([${all}])`;
  return kind === 'fact' ? `{{${all}}}` : `[${all}]`;
}

/** Lines as one quoted text. Whatever Mermaid or HTML could read as more than text is spelled as its number. */
export const quoted = (lines: string[]): string => `"${lines.map(spelled).join('<br/>')}"`;

/** Letters, digits, marks and harmless punctuation stay; a hyphen that could begin an arrow does not matter inside quotes. */
const spelled = (text: string): string =>
  text.replace(/[^\p{L}\p{N}\p{M} .,:()/•“”„‘’€$£–-]/gu, (character) => `#${character.codePointAt(0)};`);
