import { writeFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { createTicker, Unsuccessful } from '../output.js';
import type { Context } from '../program.js';

interface TestOptions {
  on: 'simulator' | 'temporal';
  junit?: string;
  json?: boolean;
}

/** `duly test`: scenarios of journeys, in memory or on the real servers in virtual time. */
export function addTest(program: Command, { config, streams }: Context): void {
  program
    .command('test')
    .description('play scenarios of journeys and print where what happens differs from what is expected')
    .argument('<files...>', 'scenario files, or folders of them')
    .addOption(
      new Option('--on <engine>', 'in memory, or on Temporal: of the running Duly, else of one of its own')
        .choices(['simulator', 'temporal'])
        .default('simulator'),
    )
    .option('--junit <file>', 'write JUnit XML, too')
    .option('--json', 'print one JSON object a scenario')
    .addHelpText('after', '\nExample:\n  npx duly test journeys/standard-b2b.scenarios journeys/cases --on temporal --junit scenarios.xml')
    .action(async (files: string[], { on, junit, json }: TestOptions) => {
      const { testScenarios } = await import('../test-scenarios.js');
      const { resultText, summaryText } = await import('../scenario-text.js');
      const { junitXml } = await import('../junit.js');
      const tick = createTicker({ say: (line) => streams.err(`${line}\n`) });
      const results = await testScenarios({ files, on, config, tick });
      if (junit !== undefined) writeFileSync(junit, junitXml(results));
      for (const result of results) streams.out(`${json ? JSON.stringify(result) : resultText(result)}\n`);
      if (!json) streams.out(`${summaryText(results)}\n`);
      if (results.some(({ ok }) => !ok)) throw new Unsuccessful();
    });
}
