import { differenceText, type ScenarioResult } from './scenario-text.js';

/** The results as JUnit XML: a suite for each file, a case for each scenario. */
export function junitXml(results: ScenarioResult[]): string {
  const files = [...new Set(results.map(({ file }) => file))];
  const failures = (of: ScenarioResult[]) => of.filter(({ ok }) => !ok).length;
  const suites = files.map((file) => {
    const own = results.filter((result) => result.file === file);
    return [
      `  <testsuite name="${escapeXml(file)}" tests="${own.length}" failures="${failures(own)}">`,
      ...own.flatMap(caseOf),
      '  </testsuite>',
    ].join('\n');
  });
  const head = `<testsuites name="duly test" tests="${results.length}" failures="${failures(results)}">`;
  return ['<?xml version="1.0" encoding="UTF-8"?>', head, ...suites, '</testsuites>', ''].join('\n');
}

function caseOf({ ok, file, scenario, journey, compared }: ScenarioResult): string[] {
  const opening = `    <testcase name="${escapeXml(scenario)}" classname="${escapeXml(journey)}" file="${escapeXml(file)}"`;
  if (ok) return [`${opening}/>`];
  const wrong = compared.filter(({ mark }) => mark !== 'same').length;
  const message = `${wrong} ${wrong === 1 ? 'line differs' : 'lines differ'}`;
  return [
    `${opening}>`,
    `      <failure message="${message}">${escapeXml(differenceText({ file, compared }).join('\n'))}</failure>`,
    '    </testcase>',
  ];
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };
/** What XML 1.0 cannot hold at all becomes a question mark. */
const escapeXml = (text: string): string =>
  [...text].map((sign) => ENTITIES[sign] ?? (sign < ' ' && !'\t\n\r'.includes(sign) ? '?' : sign)).join('');
