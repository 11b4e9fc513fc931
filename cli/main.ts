/** The `duly` command. A reader that goes away (`| head`) ends it quietly. */
import process from 'node:process';
import { readCliConfig } from './config.js';
import { EXIT } from './output.js';
import { runProgram } from './program.js';

for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(EXIT.ok);
    throw error;
  });
}

const code = await runProgram({
  args: process.argv.slice(2),
  context: {
    config: () => readCliConfig(),
    streams: { out: (text) => void process.stdout.write(text), err: (text) => void process.stderr.write(text) },
  },
});
process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
