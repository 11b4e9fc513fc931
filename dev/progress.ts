import type { WriteStream } from 'node:tty';
import type { Progress } from './stack-parts.js';

const tellAfter = 2000;
const frames = ['|', '/', '-', '\\'];

/**
 * Says in plain lines what came up and how long it took, and after two seconds what is still being waited for.
 * On a terminal a spinner names the waiting parts on the last line.
 */
export function createProgress({ output }: { output: Pick<WriteStream, 'write' | 'isTTY'> }): Progress & { end(): void } {
  const waiting = new Set<string>();
  const clearSpinner = () => output.isTTY && output.write('\r\x1b[K');
  const say = (line: string) => {
    clearSpinner();
    output.write(`${line}\n`);
  };
  let frame = 0;
  const spinner = setInterval(() => {
    if (!output.isTTY || waiting.size === 0) return;
    frame += 1;
    output.write(`\r\x1b[K${frames[frame % frames.length]} ${[...waiting].join(', ')}`);
  }, 120);
  spinner.unref();
  return {
    say,
    during: async (label, work) => {
      const begun = Date.now();
      const seconds = () => `${((Date.now() - begun) / 1000).toFixed(1)} s`;
      const stillWaiting = setTimeout(() => !output.isTTY && say(`  ...   ${label} is taking longer`), tellAfter);
      waiting.add(label);
      try {
        const result = await work();
        say(`  ok    ${label} (${seconds()})`);
        return result;
      } catch (error) {
        say(`  fail  ${label} (${seconds()})`);
        throw error;
      } finally {
        clearTimeout(stillWaiting);
        waiting.delete(label);
      }
    },
    end: () => {
      clearInterval(spinner);
      clearSpinner();
    },
  };
}
