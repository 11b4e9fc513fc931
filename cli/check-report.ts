import { FINDINGS, type Finding } from '../domain/journey/findings.js';
import manifest from '../package.json' with { type: 'json' };

/** A journey file with what is wrong with it. */
export interface CheckedFile {
  file: string;
  findings: Finding[];
}

/** For a person: one line a finding, as compilers write them. */
export function checkText(files: CheckedFile[]): string {
  return files
    .flatMap(({ file, findings }) =>
      findings.length === 0
        ? [`${file}: nothing is wrong.`]
        : [
            ...findings.map(({ at, code, message }) => `${file}:${at}: ${message} [${code}]`),
            `${file}: ${findings.length} ${findings.length === 1 ? 'finding' : 'findings'}.`,
          ],
    )
    .join('\n');
}

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
            rules: Object.entries(FINDINGS).map(([id, text]) => ({ id, shortDescription: { text } })),
          },
        },
        results: files.flatMap(({ file, findings }) =>
          findings.map(({ code, at, message }) => {
            const [startLine, startColumn] = at.split(':').map(Number);
            return {
              ruleId: code,
              level: 'error',
              message: { text: message },
              locations: [{ physicalLocation: { artifactLocation: { uri: file }, region: { startLine, startColumn } } }],
            };
          }),
        ),
      },
    ],
  };
}
