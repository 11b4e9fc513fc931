import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { checkJourney } from '../journey/load.js';
import { STAGE_TYPES } from './index.js';

const readme = (type: string) => new URL(`${type.replaceAll(' ', '-')}/README.md`, import.meta.url);

describe.each(Object.entries(STAGE_TYPES))('the page of %s', (name, type) => {
  const text = existsSync(readme(name)) ? readFileSync(readme(name), 'utf8') : '';
  const yaml = /```yaml\n([\s\S]*?)```/.exec(text)?.[1] ?? '';

  it('has an example that loads as it stands', () => {
    const stage = yaml.replace(/^(?=.)/gm, '      ');
    const { findings } = checkJourney(`journey: Example\nlanes:\n  lane:\n    for: ${type.lanes[0]}\n    stages:\n${stage}`);
    expect(findings).toEqual([]);
    expect(yaml.startsWith(`${name}:\n`)).toBe(true);
  });

  it('shows and explains every setting, and names every outcome', () => {
    const { properties = {} } = z.toJSONSchema(type.schema, { io: 'input', unrepresentable: 'any' }) as {
      properties?: Record<string, unknown>;
    };
    expect(Object.keys(properties).filter((key) => !new RegExp(`^  ${key}:`, 'm').test(yaml))).toEqual([]);
    expect(Object.keys(properties).filter((key) => !new RegExp(`^\\| \`${key}\` +\\|`, 'm').test(text))).toEqual([]);
    expect(type.outcomes.filter((outcome) => !text.includes(`\`${outcome}\``))).toEqual([]);
  });
});
