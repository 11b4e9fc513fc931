import { writeFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { DulyError } from '../../domain/errors.js';
import type { Journey } from '../../domain/journey/journey.js';
import { LOCALES, type Locale } from '../../domain/tell/words.js';
import type { Context } from '../program.js';

interface DrawOptions {
  as: 'svg' | 'mermaid' | 'text';
  touchPoints?: boolean;
  locale: Locale;
  out?: string;
  json?: boolean;
}

/** `duly draw`: a journey file as a picture, or the map of its contacts. */
export function addDraw(program: Command, { streams }: Context): void {
  const command = program
    .command('draw')
    .description('draw a journey file: its lanes, stages, steps and what follows on each outcome')
    .argument('<file>', 'the journey file')
    .addOption(new Option('--as <form>', 'the form; text is for touch points only').choices(['svg', 'mermaid', 'text']).default('svg'))
    .option('--touch-points', 'draw every contact with the customer in order instead')
    .addOption(new Option('--locale <locale>', 'the language').choices([...LOCALES]).default('en'))
    .option('--out <file>', 'write it there')
    .option('--json', 'print what is drawn as JSON instead')
    .addHelpText(
      'after',
      '\nExample:\n  npx duly draw journeys/standard-b2b.yaml --out standard-b2b.svg\n  npx duly draw journeys/standard-b2b.yaml --touch-points --as text',
    )
    .action(async (file: string, options: DrawOptions) => {
      if (options.as === 'text' && !options.touchPoints)
        command.error('--as text is for --touch-points; sentences come from: npx duly tell.');
      const { journeyOfFile } = await import('../journey-choice.js');
      const { definition: journey } = journeyOfFile(file);
      const text = await drawn({ journey, options });
      if (options.out === undefined) streams.out(text);
      else writeTo(options.out, text);
    });
}

async function drawn({ journey, options: { as, touchPoints, locale, json } }: { journey: Journey; options: DrawOptions }): Promise<string> {
  const { svgOf } = await import('../../domain/draw/svg.js');
  if (touchPoints) {
    const { touchPointsOf } = await import('../../domain/tell/touch-points.js');
    const { drawTouchPoints, touchPointsMermaid, touchPointsText } = await import('../../domain/draw/touch-points.js');
    const map = touchPointsOf({ journey, locale });
    if (json) return `${JSON.stringify(map)}\n`;
    if (as === 'text') return `${touchPointsText(map)}\n`;
    return as === 'mermaid' ? touchPointsMermaid(map) : svgOf(drawTouchPoints(map));
  }
  const { pictureOf } = await import('../../domain/draw/picture.js');
  const { drawLanes } = await import('../../domain/draw/draw-lanes.js');
  const { mermaidOf } = await import('../../domain/draw/mermaid.js');
  const picture = pictureOf({ journey, locale });
  if (json) return `${JSON.stringify(picture)}\n`;
  return as === 'mermaid' ? mermaidOf(picture) : svgOf(drawLanes(picture));
}

function writeTo(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new DulyError({
      code: 'file_invalid',
      message: `${file} cannot be written (${code}): check its name and folder.`,
      at: '--out',
      cause: error,
    });
  }
}
