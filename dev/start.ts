import { Command } from 'commander';
import { type FirstKey, runStack } from './run-stack.js';
import type { RunningStack } from './stack.js';
import { describeAddresses } from './stack-file.js';

interface StartOptions {
  fresh?: boolean;
  empty?: boolean;
  json?: boolean;
}

const command = new Command('npm start --')
  .description(
    'Runs Duly with its own PostgreSQL, Temporal, mail server and payment gateway until Ctrl-C; data stays in .duly (DULY_HOME).',
  )
  .option('--fresh', 'remove the data of earlier starts first')
  .option('--empty', 'leave an empty database empty: without it the first start loads a sample business')
  .option('--json', 'print the addresses as one line of JSON')
  .action(({ fresh, empty, json }: StartOptions) =>
    runStack({
      fresh,
      sample: !empty,
      work: async ({ stack, firstKey, interrupted }) => {
        process.stdout.write(json ? `${JSON.stringify(stack.addresses)}\n` : welcome({ stack, firstKey }));
        await interrupted;
      },
    }),
  );

function welcome({ stack, firstKey }: { stack: RunningStack; firstKey: FirstKey | undefined }): string {
  const { key, file, isNew } = firstKey ?? {};
  const hint = file && `  ${'API key'.padEnd(16)} ${isNew ? `${key} (kept in ${file})` : `in ${file}`}`;
  return ['Duly is running. Ctrl-C stops it.', describeAddresses(stack.addresses), hint, '']
    .filter((line) => line !== undefined)
    .join('\n');
}

await command.parseAsync();
