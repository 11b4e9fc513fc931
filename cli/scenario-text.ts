import type { Compared, Verdict } from '../domain/scenario/compare.js';
import type { ScenarioCase } from './scenario-files.js';

/** How one scenario ended. */
export interface ScenarioResult extends Verdict {
  file: string;
  scenario: string;
  /** `line:column` in the file. */
  place: string;
  journey: string;
}

export const resultOf = ({ one, verdict }: { one: ScenarioCase; verdict: Verdict }): ScenarioResult => ({
  file: one.file,
  scenario: one.scenario.name,
  place: one.scenario.place,
  journey: one.journey.name,
  ...verdict,
});

/** One line for what is as expected; for the rest both timelines laid over each other. */
export function resultText({ ok, file, scenario, place, compared }: ScenarioResult): string {
  const title = `${ok ? 'ok  ' : 'FAIL'}  ${scenario}`;
  return ok ? title : [`${title}  (${file}:${place})`, ...differenceText({ file, compared })].join('\n');
}

/** `-` was expected and did not come, `+` came and was not expected. What was recorded is told once for a day. */
export function differenceText({ file, compared }: Pick<ScenarioResult, 'file' | 'compared'>): string[] {
  const toldOn = new Map<string, Set<string>>();
  return compared.flatMap((line) => {
    const { mark, on, time = '', text, place, instead, reasons } = line;
    const told = toldOn.get(on) ?? new Set();
    const recorded = reasons.filter((reason) => !told.has(reason));
    toldOn.set(on, new Set([...told, ...recorded]));
    const note = mark === 'same' ? '' : `   ${noteOf(line)}${place ? ` (${file}:${place})` : ''}`;
    return [
      `    ${SIGNS[mark]} ${on} ${time.padEnd(5)}  ${text}${note}`,
      ...(mark === 'missing' && instead ? [`${INDENT}instead: ${instead}`] : []),
      ...recorded.slice(0, MOST_REASONS).map((reason) => `${INDENT}recorded: ${reason}`),
    ];
  });
}

const SIGNS = { same: ' ', missing: '-', unexpected: '+' } as const;
const INDENT = ' '.repeat(24);
const MOST_REASONS = 6;

const noteOf = ({ mark, instead }: Compared): string =>
  mark === 'missing' ? 'expected, and did not come' : instead ? `came, against "${instead}"` : 'came, and was not expected';

/** The last line. */
export const summaryText = (results: ScenarioResult[]): string => {
  const failed = results.filter(({ ok }) => !ok).length;
  return `${results.length} ${results.length === 1 ? 'scenario' : 'scenarios'}, ${failed === 0 ? 'all as expected' : `${failed} not as expected`}.`;
};
