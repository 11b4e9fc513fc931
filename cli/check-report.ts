import { FINDINGS, type Finding, WARNINGS, type WarningCode } from '../domain/journey/findings.js';
import manifest from '../package.json' with { type: 'json' };

/** A journey file with what is wrong with it. */
export interface CheckedFile {
  file: string;
  findings: Finding[];
  /** What keeps nobody from publishing it. */
  warnings: Finding<WarningCode>[];
}

/** For a person: one line a finding, as compilers write them. */
export function checkText(files: CheckedFile[]): string {
  return files
    .flatMap(({ file, findings, warnings }) => [
      ...findings.map(({ at, code, message }) => `${file}:${at}: ${message} [${code}]`),
      ...warnings.map((warning) => warningLine(file, warning)),
      `${file}: ${findings.length === 0 ? 'nothing is wrong' : counted(findings, 'finding')}${warnings.length > 0 ? `, ${counted(warnings, 'warning')}` : ''}.`,
    ])
    .join('\n');
}

export const warningLine = (file: string, { at, code, message }: Finding<WarningCode>): string =>
  `${file}:${at}: warning: ${message} [${code}]`;
const counted = (list: unknown[], what: string): string => `${list.length} ${what}${list.length === 1 ? '' : 's'}`;

/** As SARIF 2.1.0 (OASIS). */
export function sarifOf(files: CheckedFile[]): object {
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'duly check',
            version: manifest.version,
            rules: Object.entries({ ...FINDINGS, ...WARNINGS }).map(([id, text]) => ({ id, shortDescription: { text } })),
          },
        },
        results: files.flatMap(({ file, findings, warnings }) =>
          [...findings, ...warnings].map(({ code, at, message }) => {
            const [startLine, startColumn] = at.split(':').map(Number);
            return {
              ruleId: code,
              level: code in WARNINGS ? 'warning' : 'error',
              message: { text: message },
              locations: [{ physicalLocation: { artifactLocation: { uri: file }, region: { startLine, startColumn } } }],
            };
          }),
        ),
      },
    ],
  };
}
