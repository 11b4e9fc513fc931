import type { Command } from 'commander';
import type { Context } from '../program.js';

/** `duly schema`: by which an editor completes journey files. */
export function addSchema(program: Command, { streams }: Context): void {
  program
    .command('schema')
    .description('the JSON Schema by which an editor completes and checks journey files; journeys/journey.schema.json is the same')
    .option('--json', 'it is JSON anyway')
    .addHelpText('after', '\nExample:\n  npx duly schema > journey.schema.json')
    .action(async () => {
      const { editorSchema } = await import('../../domain/language/json-schema.js');
      streams.out(`${JSON.stringify(editorSchema(), null, 2)}\n`);
    });
}
