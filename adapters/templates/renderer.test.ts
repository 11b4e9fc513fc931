import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import PostalMime from 'postal-mime';
import type { MessageHeaders, MessageValues } from '../../activities/ports/renderer.js';
import { headers, item, values } from './message-samples.js';
import { createRenderer } from './renderer.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'duly-templates-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (files: Record<string, string>) => {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
};
const template = (body: string, subject = 'Hello') => `---\nsubject: ${subject}\n---\n${body}\n`;
const render = ({
  name = 'note',
  locale = 'en',
  headers: head = {},
  ...change
}: { name?: string; locale?: string; headers?: Partial<MessageHeaders> } & Partial<MessageValues> = {}) =>
  createRenderer({ folder }).render({ template: name, locale, values: values(change), headers: headers(head) });
const parsed = async (change: Parameters<typeof render>[0] = {}) => PostalMime.parse((await render(change)).bytes);
const textOf = async (change: Parameters<typeof render>[0] = {}) => ((await parsed(change)).text ?? '').trim();

describe('the renderer', () => {
  it('makes a whole mail of a text and an HTML part', async () => {
    write({ 'note.en.md': template('# Good day\n\nPay **{{ total | money }}**.', 'For {{ customer.name }}') });
    const { bytes, subject } = await render();
    expect(subject).toBe('For Buyer Ltd');
    expect(await PostalMime.parse(bytes)).toMatchObject({
      subject: 'For Buyer Ltd',
      from: { name: 'Coffee & Co', address: 'accounts@duly.example' },
      to: [{ name: 'Ana Muster', address: 'ana@buyer.example' }],
      messageId: '<c1/R-17/first@duly.example>',
      date: '2026-04-02T09:00:00.000Z',
      text: expect.stringMatching(/^Good day\n\nPay €1,000\.00\.\n+$/),
      html: expect.stringContaining('Pay <strong>€1,000.00</strong>.'),
    });
    const source = new TextDecoder().decode(bytes);
    expect(source).toMatch(/^Auto-Submitted: auto-generated\r$/m);
    expect(source).toMatch(/^Content-Type: multipart\/alternative;/m);
    expect(source).not.toMatch(/[^\r]\n/);
  });

  it('gives the same bytes for the same request, at any time and from another renderer', async () => {
    write({ 'note.en.md': template('Grüße an {{ contact.name }}', 'Grüße') });
    const first = await render();
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect(Buffer.from((await render()).bytes).equals(Buffer.from(first.bytes))).toBe(true);
  });

  it('takes the template of the language, then of its parent, then English', async () => {
    write({ 'note.en.md': template('English {{ total | money }}'), 'note.de.md': template('Deutsch {{ total | money }}') });
    expect(await textOf({ locale: 'de-AT' })).toMatch(/^Deutsch €\s1/);
    expect(await textOf({ locale: 'de' })).toMatch(/^Deutsch 1\.000,00\s€$/);
    for (const locale of ['fr-FR', 'en-GB', 'nonsense locale', '']) expect(await textOf({ locale })).toBe('English €1,000.00');
    write({ 'note.de-AT.md': template('Servus') });
    expect(await textOf({ locale: 'de_AT' })).toBe('Servus');
  });

  it('leaves no line behind for a line of tags, and reads tables in plain text as lines', async () => {
    write({
      'note.en.md': template(
        '| A | B |\n| - | -: |\n{% for item in items %}\n| {{ item.number }} | {{ item.dueOn | date }} |\n{% endfor %}\n| z | |',
      ),
    });
    expect(await textOf({ items: [item(), item({ number: 'R-18' })] })).toBe('A · B\nR-17 · April 1, 2026\nR-18 · April 1, 2026\nz');
  });

  it('reads lists, line breaks and links in plain text', async () => {
    write({ 'note.en.md': template('- one\n- two\n\n1. first\n\nGo\\\n[here](https://x.example/a)') });
    expect(await textOf()).toBe('- one\n\n- two\n\n1. first\n\nGo\nhere: https://x.example/a');
  });

  it('puts a part into its place, in the language of the template', async () => {
    write({
      'note.de.md': template('{% part "greeting" %}\n\nText'),
      'parts/greeting.de.md': 'Guten Tag {{ contact.name }}\n',
      'parts/greeting.en.md': 'Hello\n',
    });
    expect(await textOf({ locale: 'de-AT' })).toBe('Guten Tag Ana Muster\n\nText');
  });
});

describe('values in a message', () => {
  const hostile = [
    '[click](http://x.example)',
    '![x](http://x.example/i.png)',
    '<script>alert(1)</script>',
    '<http://x.example>',
    '{{ 7*7 }} {% if true %}x{% endif %}',
    '# Big',
    '- item',
    '1. first',
    '> quote',
    '| a | b |',
    '`code` **bold** _it_ ~~gone~~',
    '&lt;b&gt; &amp;',
    'a\\',
    '    indented',
    '[ref]: http://x.example',
    '---',
    '"><img src=x>',
  ];
  it.each(hostile)('%s stays the text it is', async (name) => {
    write({
      'note.en.md': template(
        '{{ contact.name }}\n\nDear {{ contact.name }}.\n\n| A | B |\n| - | - |\n| {{ contact.name }} | end |',
        'For {{ contact.name }}',
      ),
    });
    const { text, html = '', subject } = await parsed({ contact: { name } });
    const shown = name.trim();
    expect(text?.trimEnd()).toBe(`${shown}\n\nDear ${shown}.\n\nA · B\n${shown} · end`);
    expect(subject).toBe(`For ${shown}`);
    const body = html.slice(html.indexOf('class="text"'));
    expect(body).not.toMatch(/<(a|img|script|code|strong|em|s|h1|ul|ol|blockquote|pre|b)[ >]/);
    expect(body.match(/<td /g)).toHaveLength(2);
    expect(body).not.toContain('49');
  });

  it('never begin a line or a header of their own', async () => {
    write({ 'note.en.md': template('Dear {{ contact.name }}!', 'For {{ contact.name }}') });
    const name = 'Ana\r\nBcc: all@x.example\n\n# Title\u2028\u202eturned';
    const { bytes, subject } = await render({
      contact: { name },
      headers: { from: { name, address: 'a@duly.example' }, to: { name, address: 'b@x.example' } },
    });
    const mail = await PostalMime.parse(bytes);
    expect(subject).toBe('For Ana Bcc: all@x.example # Title turned');
    expect(mail.text?.trimEnd()).toBe('Dear Ana Bcc: all@x.example # Title turned!');
    expect(mail.headers.map(({ key }) => key)).not.toContain('bcc');
    expect(mail.to).toHaveLength(1);
  });

  it('make no second addressee of an address', async () => {
    write({ 'note.en.md': template('x') });
    for (const address of ['b@x.example\r\nBcc: c@x.example', 'b@x.example, c@x.example', 'b@x.example>, <c@x.example']) {
      const { bytes } = await render({ headers: { to: { name: 'B', address } } });
      const mail = await PostalMime.parse(bytes);
      expect(mail.to).toHaveLength(1);
      expect(mail.headers.map(({ key }) => key)).not.toContain('bcc');
    }
  });

  it('cannot be reached but by their own names', async () => {
    for (const path of ['contact.constructor', 'contact.__proto__', 'items.constructor.name']) {
      write({ 'note.en.md': template(`{{ ${path} }}`) });
      await expect(render()).rejects.toMatchObject({ code: 'invalid_request' });
    }
  });
});

describe('a mistake in a template', () => {
  it.each([
    ['an unknown variable', 'Hi\n{{ contact.nmae }}', '5:4', 'undefined variable: contact.nmae'],
    ['an unknown filter', 'Hi {{ total | mony }}', '4:4', 'undefined filter: mony'],
    ['an unknown tag', '\n{% echo contact.name %}', '5:1', 'tag "echo" not found'],
    ['a tag that reads files', '{% include "x" %}', '4:1', 'tag "include" not found'],
    ['a way around escaping', '{{ contact.name | raw }}', '4:1', 'undefined filter: raw'],
    ['an open tag', '{% if total %}', '4:1', 'not closed'],
    ['a thing with parts put out as it is', '{{ contact }}', '4:1', 'this value has parts'],
    ['an empty value', '{{ failure.nextTryOn }}', '4:1', 'this value is empty here'],
    ['no money', '{{ contact.name | money }}', '4:1', 'money expects'],
    ['no date', '{{ contact.name | date }}', '4:1', 'date expects'],
    ['a part that is not there', '{% part "nope" %}', '4:1', 'there is no part "nope"'],
    ['a part without quotes', '{% part nope %}', '4:1', 'part expects a name in double quotes'],
  ])('%s is told with file and place', async (_name, body, at, cause) => {
    write({ 'note.en.md': template(body) });
    await expect(render({ failure: { reasonClass: 'soft_funds', nextTryOn: null } })).rejects.toMatchObject({
      code: 'invalid_request',
      at,
      message: expect.stringMatching(new RegExp(`note\\.en\\.md is wrong at ${at}: .*${cause.replace(/[.*+?()[\]]/g, '\\$&')}`)),
    });
  });

  it('is told in the subject and in a part just as well', async () => {
    write({ 'note.en.md': template('x', 'For {{ nobody }}') });
    await expect(render()).rejects.toMatchObject({ at: '2:17', message: expect.stringContaining('note.en.md') });
    write({ 'note.en.md': template('{% part "p" %}'), 'parts/p.en.md': 'a\n{{ nobody }}\n' });
    await expect(render()).rejects.toMatchObject({ at: '2:4', message: expect.stringContaining('parts/p.en.md is wrong at 2:4') });
    write({ 'parts/p.en.md': '{% part "p" %}' });
    await expect(render()).rejects.toMatchObject({
      at: '1:1',
      message: expect.stringContaining('parts/p.en.md is wrong at 1:1: tag "part" not found'),
    });
  });

  it.each(['nope', '../note', 'parts/greeting', ''])('no template "%s" is told with what to do', async (name) => {
    write({ 'note.en.md': template('x'), 'parts/greeting.en.md': 'x' });
    await expect(render({ name })).rejects.toMatchObject({
      code: 'invalid_request',
      message: expect.stringContaining(`There is no message template "${name}"`),
    });
  });

  it('in the front matter is told with its line', async () => {
    write({ 'note.en.md': 'Just text\n' });
    await expect(render()).rejects.toMatchObject({ at: '1:1' });
    write({ 'note.en.md': '---\nsubject: x\nsubjct: y\n---\nx\n' });
    await expect(render()).rejects.toMatchObject({ at: '3:1', message: expect.stringContaining('found "subjct: y"') });
  });

  it('does not run for ever', async () => {
    write({ 'note.en.md': template('{% for a in (1..100000) %}{% for b in (1..100000) %}{{ b }}{% endfor %}{% endfor %}') });
    await expect(render()).rejects.toMatchObject({ code: 'invalid_request' });
  });
});
