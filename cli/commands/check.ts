import type { Command } from 'commander';
import { Unsuccessful } from '../output.js';
import type { Context } from '../program.js';

interface CheckOptions {
  json?: boolean;
  sarif?: boolean;
}

/** `duly check`: everything that is wrong with journey files, at once. */
export function addCheck(program: Command, { streams }: Context): void {
  program
    .command('check')
    .description(
      'everything that is wrong with journey files or hardly meant so, each with its place, what was expected and the nearest known word',
    )
    .argument('<files...>', 'journey files, YAML or JSON')
    .option('--json', 'print JSON')
    .option('--sarif', 'print SARIF 2.1.0, for code hosts and editors')
    .addHelpText(
      'after',
      '\nExit code 1 where anything is wrong; what is only worth a look is a warning. docs/reference/findings.md explains each code.\n\nExample:\n  npx duly check journeys/standard-b2b.yaml',
    )
    .action(async (files: string[], { json, sarif }: CheckOptions) => {
      const { createTemplateCheck } = await import('../../adapters/templates/check-template.js');
      const { knownTemplates } = await import('../../adapters/templates/known-templates.js');
      const { checkJourney } = await import('../../domain/journey/load.js');
      const { doubtsOf } = await import('../../domain/trial/doubts.js');
      const { checkText, sarifOf } = await import('../check-report.js');
      const { readNamedFile } = await import('../read-file.js');
      const templates = knownTemplates();
      const checkTemplate = createTemplateCheck();
      const results = files.map((file) => {
        const { findings, warnings } = checkJourney(readNamedFile(file), { templates, checkTemplate, doubtsOf });
        return { file, findings, warnings };
      });
      const report = sarif ? JSON.stringify(sarifOf(results), null, 2) : json ? JSON.stringify({ files: results }) : checkText(results);
      streams.out(`${report}\n`);
      if (results.some(({ findings }) => findings.length > 0)) throw new Unsuccessful();
    });
}
