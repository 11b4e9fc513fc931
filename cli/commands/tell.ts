import { type Command, Option } from 'commander';
import { LOCALES, type Locale } from '../../domain/tell/words.js';
import { printResult } from '../output.js';
import type { Context } from '../program.js';

/** `duly tell`: a journey file in sentences. */
export function addTell(program: Command, { streams }: Context): void {
  program
    .command('tell')
    .description('read a journey file aloud: its lanes, stages and steps in sentences, with what follows on each outcome')
    .argument('<file>', 'the journey file')
    .addOption(new Option('--locale <locale>', 'the language').choices([...LOCALES]).default('en'))
    .addOption(
      new Option('--for <reader>', 'for those who run it, or what a customer may be told')
        .choices(['manager', 'customer'])
        .default('manager'),
    )
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  npx duly tell journeys/standard-b2b.yaml --locale de --for customer')
    .action(async (file: string, { locale, for: reader, json }: { locale: Locale; for: string; json?: boolean }) => {
      const { journeyOfFile } = await import('../journey-choice.js');
      const { tellCustomer } = await import('../../domain/tell/tell-customer.js');
      const { tellJourney } = await import('../../domain/tell/tell-journey.js');
      const { customerText, journeyText } = await import('../../domain/tell/tell-text.js');
      const journey = journeyOfFile(file).definition;
      if (reader === 'customer') {
        const told = tellCustomer({ journey, locale });
        printResult({ streams, json, value: told, text: customerText(told) });
      } else {
        const told = tellJourney({ journey, locale });
        printResult({ streams, json, value: told, text: journeyText(told) });
      }
    });
}
