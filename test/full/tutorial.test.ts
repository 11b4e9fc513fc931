/** The tutorial's last part, in which the journey is put to work: each command as it stands, in their order, against the sample business. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { commandsIn, openReader, pageOf, type Reader } from '../support/reader.js';

const PAGE = pageOf('docs/journeys/tutorial.md');
const [, LAST_PART = ''] = PAGE.split('## 7.');
const COMMANDS = commandsIn(LAST_PART);
const [, FRIENDLY = ''] = /```yaml\n([\s\S]*?)```/.exec(PAGE) ?? [];
const [SHORTER = ''] = /^sed .* > my-journey\/shorter\.yaml$/m.exec(PAGE) ?? [];

let reader: Reader;
beforeAll(async () => {
  reader = await openReader({ copies: ['docs/examples'], files: { 'my-journey/friendly.yaml': FRIENDLY } });
  expect(await reader.type(SHORTER)).toMatchObject({ code: 0 });
});
afterAll(() => reader?.close());

it('publishes, imports, changes for a half, and takes it back', async () => {
  const said: Record<string, string> = {};
  for (const command of COMMANDS) {
    const { code, out, err } = await reader.type(command);
    expect({ command, code, err: code === 0 ? '' : err + out }).toEqual({ command, code: 0, err: '' });
    said[command.split(' ').slice(0, 3).join(' ')] = out;
  }
  expect(said).toMatchObject({
    'npx duly import': expect.stringMatching(/customers +3 new.*\n.*invoices +9 new/),
    'npx duly impact': expect.stringMatching(/^Friendly \(file\) in place of Friendly@1: 3 customers would move/),
    'npx duly moves': expect.stringMatching(/^move-1 .* to Friendly@2, for 50 % of the customers/),
    'npx duly move': expect.stringMatching(/^Moved [12] customers? from Friendly@2 to Friendly@1; 0 stay/),
    'npx duly explain': expect.stringContaining('MR-104'),
  });
  expect(COMMANDS.length).toBeGreaterThanOrEqual(11);
});
