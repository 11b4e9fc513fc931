import { expect, it } from '@jest/globals';
import { checkText, sarifOf } from './check-report.js';

const files = [
  {
    file: 'a.yaml',
    findings: [{ code: 'sentence' as const, at: '3:7', path: 'x', message: 'Expected "send", found "sned".' }],
    warnings: [] as [],
  },
  { file: 'b.yaml', findings: [], warnings: [{ code: 'late-step' as const, at: '5:5', path: 'y', message: '"x" goes late.' }] },
  { file: 'c.yaml', findings: [], warnings: [] },
];

it('findings are printed one a line, as compilers do', () => {
  expect(checkText(files)).toBe(
    'a.yaml:3:7: Expected "send", found "sned". [sentence]\na.yaml: 1 finding.\nb.yaml:5:5: warning: "x" goes late. [late-step]\nb.yaml: nothing is wrong, 1 warning.\nc.yaml: nothing is wrong.',
  );
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
          { ruleId: 'late-step', level: 'warning' },
        ],
      },
    ],
  });
});
