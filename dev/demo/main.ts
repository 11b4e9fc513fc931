import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { connectDatabase } from '../../adapters/database.js';
import { publishJourney } from '../../adapters/journeys.js';
import { readDevConfig } from '../config.js';
import { StartProblem, sentenceOf } from '../problem.js';
import { firstKeyOf, runStack } from '../run-stack.js';
import { readStack, type Stack } from '../stack-file.js';
import { play, type Told, type Traces } from './play.js';
import { type Actor, STORY_DAYS } from './story.js';

const JOURNEY = { name: 'Demo', file: fileURLToPath(new URL('../../journeys/demo.yaml', import.meta.url)) };

const command = new Command('npm run demo --')
  .description(
    `Plays ${STORY_DAYS} days of three customers on the real servers: on the Duly that runs, or else on one that it starts, which stays up in a terminal until Ctrl-C.`,
  )
  .option('--json', 'print one JSON object a line: what happened, then where to look')
  .action(({ json = false }: { json?: boolean }) => demo({ json }));

async function demo({ json }: { json: boolean }): Promise<void> {
  const running = runningHere();
  if (running) {
    process.stderr.write(`Playing on the Duly that runs on ${running.home}.\n`);
    await playOn({ ...running, json }).catch((error) => {
      process.stderr.write(`${sentenceOf({ error, home: running.home })}\n`);
      process.exitCode = 1;
    });
    return;
  }
  await runStack({
    sample: true,
    work: async ({ stack, interrupted }) => {
      await playOn({ home: readDevConfig().home, stack, json });
      if (!process.stdin.isTTY) return say(json, 'npm start brings all of it up again, for the links to open.');
      say(json, 'Duly stays up for the links to open. Ctrl-C stops it.');
      await interrupted;
    },
  });
}

function runningHere(): { home: string; stack: Stack } | undefined {
  const { home } = readDevConfig();
  const stack = readStack({ home });
  return stack && { home, stack };
}

async function playOn({
  home,
  stack,
  json,
}: {
  home: string;
  stack: Pick<Stack, 'addresses' | 'environment'>;
  json: boolean;
}): Promise<void> {
  const { addresses, environment } = stack;
  const firstKey = firstKeyOf({ home });
  if (!firstKey)
    throw new StartProblem(`There is no API key in ${home}: the demo needs a database of its own. Choose another folder with DULY_HOME.`);
  const begun = Date.now();
  const traces = await play({
    addresses,
    namespace: environment.TEMPORAL_NAMESPACE ?? 'default',
    apiKey: firstKey.key,
    legalEntity: await prepare(environment.DATABASE_URL ?? ''),
    journey: JOURNEY.name,
    now: begun,
    onCast: (actors) => say(json, castText(actors)),
    tell: (told) => {
      if (json) process.stdout.write(`${JSON.stringify({ kind: 'told', ...told })}\n`);
      else if (!BOOKKEEPING.has(told.entry.code ?? '')) process.stdout.write(`${toldText(told)}\n`);
    },
  });
  for (const one of traces) process.stdout.write(`${json ? JSON.stringify({ kind: 'traces', ...one }) : tracesText(one)}\n`);
  say(json, `\n${STORY_DAYS} days of ${traces.length} customers took ${((Date.now() - begun) / 1000).toFixed(1)} s.`);
}

/** Publishes the demo's journey and answers whose customers they will be. */
async function prepare(databaseUrl: string): Promise<string> {
  const { prisma, close } = connectDatabase({ url: databaseUrl, name: 'duly-demo', connections: 1 });
  try {
    await publishJourney({ prisma, text: readFileSync(JOURNEY.file, 'utf8'), file: JOURNEY.file, now: Date.now(), isDefault: false });
    return (await prisma.legalEntity.findFirstOrThrow({ orderBy: { id: 'asc' } })).id;
  } finally {
    await close();
  }
}

const say = (json: boolean, line: string): void => void (json ? process.stderr : process.stdout).write(`${line}\n`);

const castText = (actors: Actor[]): string =>
  [
    '',
    ...actors.map(({ name, sketch }) => `  ${name.padEnd(NAME_WIDTH)} ${sketch}`),
    '',
    '  > what was reported   * what Duly did, the rest is why',
    '',
  ].join('\n');

const NAME_WIDTH = 16;
const SIGNS: Record<string, string> = { fact: '>', decision: ' ', effect: '*' };
/** What of a timeline only says which stage a token is in. */
const BOOKKEEPING = new Set(['entered-stage', 'left-stage']);

function toldText({ name, day, time, entry: { kind, text } }: Told): string {
  const line = `day ${String(day).padStart(3)}  ${time}  ${name.padEnd(NAME_WIDTH)} ${SIGNS[kind]} ${text}`;
  return kind === 'decision' && process.stdout.isTTY && process.stdout.hasColors() ? `\x1b[2m${line}\x1b[0m` : line;
}

function tracesText({ name, run, workflowId, mails }: Traces): string {
  return [
    `\n${name}`,
    `  the run   ${run ?? workflowId}`,
    ...mails.map(({ subject, url }, index) => `  ${index === 0 ? 'the mails' : '         '} ${subject}\n            ${url}`),
  ].join('\n');
}

await command.parseAsync();
