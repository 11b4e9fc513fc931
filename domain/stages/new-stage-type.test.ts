/** A new stage type is its folder and two lines here: it is checked, told, drawn, completed by editors and lived at once, and nothing else names one. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { compileAll } from '../../test/support/lives/build.js';
import { STAGE_TYPES } from './index.js';

const ROOT = process.cwd();
const folder = join(ROOT, '.duly', 'new-stage-type');
const INDEX = 'domain/stages/index.ts';
/** Where the folder waits; there it is checked like any other code. */
const KEPT = 'test/support/new-stage-type/thanks';

describe('one folder and two lines', () => {
  const before = readFileSync(join(ROOT, INDEX), 'utf8');
  const after = before
    .replace("import { reminders } from './reminders/index.js';\n", (line) => `${line}import { thanks } from './thanks/index.js';\n`)
    .replace('\n  reminders,\n', (line) => `${line}  thanks,\n`);
  let used: {
    right: string[];
    wrong: Record<string, string[]>;
    told: string;
    toldInGerman: string;
    drawn: string;
    lived: string[];
    schema: boolean[];
  };

  beforeAll(() => {
    rmSync(folder, { recursive: true, force: true });
    const tree = join(folder, 'tree');
    mkdirSync(join(tree, 'test/support'), { recursive: true });
    cpSync(join(ROOT, 'domain'), join(tree, 'domain'), { recursive: true });
    cpSync(join(ROOT, 'test/support/new-stage-type'), join(tree, 'test/support/new-stage-type'), { recursive: true });
    mkdirSync(join(tree, 'domain/stages/thanks'));
    for (const file of readdirSync(join(ROOT, KEPT)))
      writeFileSync(
        join(tree, 'domain/stages/thanks', file),
        readFileSync(join(ROOT, KEPT, file), 'utf8').replaceAll('../../../../domain/', '../../'),
      );
    writeFileSync(join(tree, INDEX), after);
    const built = join(folder, 'built');
    compileAll({ root: tree, folder: built, parts: ['domain', 'test/support/new-stage-type'] });
    const child = join(built, 'test/support/new-stage-type/use-it.js');
    used = JSON.parse(execFileSync(process.execPath, [child], { encoding: 'utf8', timeout: 120_000 }));
  }, 130_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('are all that is touched', () => {
    expect(after.split('\n')).toHaveLength(before.split('\n').length + 2);
    expect(after.split('\n').filter((line) => !before.split('\n').includes(line))).toEqual([
      "import { thanks } from './thanks/index.js';",
      '  thanks,',
    ]);
  });

  it('make a journey with it right, and one with it wrong found at its word', () => {
    expect(used.right).toEqual([]);
    expect(used.wrong.outcome?.join('\n')).toMatch(/^\S+ A stage of type "thanks" never ends with "tanked"; its outcomes are thanked/m);
    expect(used.wrong.sentence?.join('\n')).toMatch(/^7:18 Expected "arrival"/m);
    expect(used.wrong.value?.join('\n')).toMatch(/Expected 60 or less/);
    expect(used.wrong.step?.join('\n')).toMatch(/The step name "thanks" is taken by the product/);
  });

  it('have it told in both languages, drawn, and completed by editors', () => {
    expect(used.told).toContain('3 days after the invoice came here, “thank-you” is sent.');
    expect(used.toldInGerman).toContain('3 Tage nachdem die Rechnung hierher kam, geht „thank-you“ hinaus.');
    expect(used.drawn).toContain('3 days later: “thank-you”');
    expect(used.schema).toEqual([true, true, true]);
  });

  it('have it lived: its step goes on its day, and the stage after it goes on', () => {
    expect(used.lived).toEqual(['2026-03-04T09:00Z sent I1 thanks', '2026-03-11T09:00Z sent I1 overdue']);
  });
});

describe('outside this folder', () => {
  const FOLDERS = ['activities', 'adapters', 'api', 'cli', 'domain', 'gateway', 'workers', 'workflows'];
  const sources = FOLDERS.flatMap((part) =>
    readdirSync(join(ROOT, part), { recursive: true, encoding: 'utf8' }).map((file) => `${part}/${file}`),
  ).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.startsWith('domain/stages/'));
  /** The right journey and its wrong ones are journeys; the API shows answers by examples. */
  const JOURNEYS = ['domain/journey/wrong-journeys.ts'];
  const names = Object.keys(STAGE_TYPES).flatMap((name) => [name, name.replaceAll(' ', '-')]);

  it('nothing takes anything from the folder of a stage type', () => {
    const takes = sources.filter((file) => /from '[./]*(?:domain\/)?stages\/[a-z-]+\//.test(readFileSync(join(ROOT, file), 'utf8')));
    expect(takes).toEqual([]);
  });

  it('nothing asks a stage whether it is of one type', () => {
    // Words that mean something else, too (what holds stop, kinds of tasks, dates of items), stand where no type is asked for.
    const named = new RegExp(`(?:type|[sS]tage|STAGE_TYPES)\\b[^'"\`;{}\\n]{0,12}['"\`](?:${names.join('|')})['"\`]`);
    const said = sources
      .filter((file) => !JOURNEYS.includes(file) && !file.startsWith('api/routes/'))
      .flatMap((file) =>
        readFileSync(join(ROOT, file), 'utf8')
          .split('\n')
          .filter((line) => named.test(line))
          .map((line) => `${file}: ${line.trim()}`),
      );
    expect(said).toEqual([]);
    // The net catches what it is for.
    for (const line of [
      "stage.type === 'reminders'",
      "hasStage(journey, 'overdue')",
      "STAGE_TYPES['credit review']",
      "{ type: 'autopay' }",
    ])
      expect([line, named.test(line)]).toEqual([line, true]);
  });
});
