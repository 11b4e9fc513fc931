import { writeSync } from 'node:fs';
import { FAILPOINTS, type Failpoint, type Reach } from '../activities/ports/failpoints.js';

/**
 * `armed` is a failpoint's name, or name and count (`effect.claimed:3`): this process is killed (SIGKILL) when it reaches it for that time, after one line
 * that says so. Without it nothing ever happens. Throws for a name that is none.
 */
export function createFailpoints({ armed }: { armed: string | undefined }): Reach {
  if (!armed) return () => undefined;
  const [name, count = '1'] = armed.split(':');
  if (!FAILPOINTS.includes(name as Failpoint) || !/^[1-9]\d*$/.test(count)) {
    throw new Error(`DULY_FAILPOINT is ${armed}: use one of ${FAILPOINTS.join(', ')}, if wanted with :N for the Nth time.`);
  }
  let left = Number(count);
  return (point, about) => {
    if (point !== name) return;
    left -= 1;
    if (left !== 0) return;
    writeSync(1, `failpoint ${point} ${about}\n`);
    process.kill(process.pid, 'SIGKILL');
  };
}
