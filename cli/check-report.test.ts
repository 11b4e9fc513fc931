import { expect, it } from '@jest/globals';
import { checkText, sarifOf } from './check-report.js';

const files = [
  { file: 'a.yaml', findings: [{ code: 'sentence' as const, at: '3:7', path: 'x', message: 'Expected "send", found "sned".' }] },
  { file: 'b.yaml', findings: [] },
];

it('findings are printed one a line, as compilers do', () => {
  expect(checkText(files)).toBe('a.yaml:3:7: Expected "send", found "sned". [sentence]\na.yaml: 1 finding.\nb.yaml: nothing is wrong.');
});

it('findings are results of SARIF, each by a rule that is described', () => {
  expect(sarifOf(files)).toMatchObject({
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { rules: expect.arrayContaining([{ id: 'sentence', shortDescription: { text: expect.any(String) } }]) } },
        results: [
          {
            ruleId: 'sentence',
            level: 'error',
            message: { text: 'Expected "send", found "sned".' },
            locations: [{ physicalLocation: { artifactLocation: { uri: 'a.yaml' }, region: { startLine: 3, startColumn: 7 } } }],
          },
        ],
      },
    ],
  });
});
