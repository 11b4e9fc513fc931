import type { TrialReport } from './trial.js';

/** The report for people, as a page of the docs. */
export function pageOf({ size, lived, faults, twice, differences }: TrialReport): string {
  const seconds = (ms: number) => (ms / 1000).toFixed(1);
  return `# What faults were tried, and what was seen

Written by \`npm run faults -- --write\`; \`--json\` prints the same for programs. The run lives on PostgreSQL, Temporal, an SMTP server and a gateway of its
own, with the worker as a process that is killed (\`kill -9\`) and started again at once; the next death does not wait for recovery. An
undisturbed run of the same business, on fresh servers, says what should have come of it.

${size.customers} customers lived ${lived.rounds} rounds: ${lived.facts} facts, ${lived.messages} messages, ${lived.charges} charges. It took ${lived.seconds} s; undisturbed ${lived.undisturbedSeconds} s.

| fault | times | until the customer moved on: median | longest |
| --- | --- | --- | --- |
${faults.map(({ fault, times, recoveryMs }) => `| ${fault} | ${times} | ${seconds(recoveryMs.median)} s | ${seconds(recoveryMs.longest)} s |`).join('\n')}

A dead worker's attempt is taken up when it has given no sign of life for 5 s here (\`DULY_DEAD_AFTER_MS\`, 15 s by default); customers who should have
moved are looked for every 2 s (\`DULY_SWEEP_MS\`, a minute by default).

**Lost, repeated or different from the undisturbed run:** ${differences.length === 0 ? 'nothing.' : `\n${differences.map((line) => `- ${line}`).join('\n')}`}

**Message-IDs seen more than once at the SMTP server:**${twice.length === 0 ? ' none.' : `\n${twice.map(({ messageId, diedAt, allowed }) => `- ${messageId}: the worker died: ${diedAt}${allowed ? '' : ', which does not excuse it'}`).join('\n')}`}

What a crash can still repeat: a message that the SMTP server had accepted when the worker died before it could record that. It goes again under the same
Message-ID with the same bytes, which mail programs show once. Money is never asked for twice: the gateway knows the charge by its key.
`;
}
