import type { Command } from 'commander';
import type { Context } from '../program.js';

/** `duly schema`: by which an editor completes journey files. */
export function addSchema(program: Command, { streams }: Context): void {
  program
    .command('schema')
    .description('the JSON Schema by which an editor completes and checks journey files; journeys/journey.schema.json is the same')
    .option('--json', 'it is JSON anyway')
    .option(
      '--reference',
      'the reference instead, as a page: every part of a journey, its settings, ways in which it ends, sentences and variables',
    )
    .addHelpText('after', '\nExample:\n  npx duly schema > journey.schema.json')
    .action(async ({ reference }: { reference?: boolean }) => {
      if (reference) {
        const { referencePage } = await import('../reference-page.js');
        streams.out(referencePage());
        return;
      }
      const { editorSchema } = await import('../../domain/language/json-schema.js');
      streams.out(`${JSON.stringify(editorSchema(), null, 2)}\n`);
    });
}
