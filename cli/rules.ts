/** `duly rules`: ordered rules that give each customer a journey are shown, checked, published and ended; customers are kept out of them. */
import { randomUUID } from 'node:crypto';
import { askRules, type KeptGroup, type RuledGroup, type RuledToday, type RuledWhom, wakeCustomers } from '../adapters/ask-rules.js';
import { asRead } from '../adapters/journey-cache.js';
import { keepRules, type ListedRules, listRulesInForce, newestJourneys } from '../adapters/journey-rules.js';
import { readJourneysToday } from '../adapters/journeys-today.js';
import { dateAt, type Instant, isoInstant } from '../domain/calendar.js';
import { DulyError } from '../domain/errors.js';
import type { Journey } from '../domain/journey/journey.js';
import type { RulesFinding } from '../domain/journey-rules/findings.js';
import { type JourneyRules, rulesInForce } from '../domain/journey-rules/journey-rules.js';
import { checkRules, loadRules, type RulesSurroundings, type WrittenRules } from '../domain/journey-rules/read-rules.js';
import type { PrismaClient } from '../prisma/generated/client.js';
import { findCustomer } from './find-customer.js';
import { readNamedFile } from './read-file.js';
import type { Servers } from './servers.js';

/** Customers named of each group. */
const SAMPLE = 5;

/** What rules are checked against where Duly runs: the newest version of every journey, and the versions that customers have. */
export async function publishedAround({ prisma }: { prisma: PrismaClient }): Promise<Required<RulesSurroundings>> {
  const newest = await newestJourneys({ prisma });
  const ids = [...newest.values()].map(({ id }) => id);
  const versions = await prisma.journeyVersion.findMany({
    where: { OR: [{ id: { in: ids } }, { customers: { some: {} } }] },
    orderBy: [{ name: 'asc' }, { version: 'desc' }],
    select: { id: true, text: true, definition: true },
  });
  const read = versions.map((version) => ({ id: version.id, journey: asRead(version) }));
  return {
    journeys: read.filter(({ id }) => ids.includes(id)).map(({ journey }) => journey),
    from: read.filter(({ id }) => !ids.includes(id)).map(({ journey }) => journey),
  };
}

/** Without `prisma` the names of journeys and stages are not looked at. */
export async function checkRulesFile({ file, prisma }: { file: string; prisma: PrismaClient | undefined }) {
  return checkRules(readNamedFile(file), prisma ? await publishedAround({ prisma }) : {}).findings;
}

export interface PublishRulesOptions {
  /** Only for customers of this legal entity. */
  entity?: string;
  by: string;
  dryRun?: boolean;
}

interface PublishRulesInput {
  prisma: PrismaClient;
  file: string;
  options: PublishRulesOptions;
  now: Instant;
  /** Progress. */
  say(line: string): void;
}

/** Rules of a file as they would be in force. */
export interface RulesToBe {
  text: string;
  written: WrittenRules;
  rules: JourneyRules;
  /** Null: for all legal entities without rules of their own. */
  legalEntityId: string | null;
  whom: RuledWhom;
  /** There is no way from journeys that customers have: so they could not be published. */
  refused: RulesFinding[];
}

/** Throws `journey_invalid` with every finding but that there is no way for some, and `invalid_request` for a legal entity that is not there. */
export async function rulesToBe({
  prisma,
  file,
  entity,
}: {
  prisma: PrismaClient;
  file: string;
  entity: string | undefined;
}): Promise<RulesToBe> {
  const text = readNamedFile(file);
  // What cannot even be read is refused before the database is asked.
  if (checkRules(text).findings.some(({ code }) => code === 'rules-unreadable' || code === 'rules-too-large')) loadRules({ text, file });
  const around = await publishedAround({ prisma });
  const { findings } = checkRules(text, around);
  const refused = findings.every(({ code }) => code === 'no-way') ? findings : [];
  const written = loadRules({ text, file, ...(refused.length === 0 && around) });
  const legalEntityId = await entityOf({ prisma, named: entity });
  const newest = await newestJourneys({ prisma });
  const known = new Map(around.journeys.map((journey) => [journey.name, journey]));
  const { _max } = await prisma.journeyRules.aggregate({ _max: { version: true } });
  const rules = rulesInForce({
    version: 1 + (_max.version ?? 0),
    written,
    journeyOf: (name) => ({ journey: known.get(name) as Journey, journeyId: newest.get(name)?.id ?? name }),
  });
  return { text, written, rules, legalEntityId, whom: await whomOf({ prisma, legalEntityId }), refused };
}

/** Throws `journey_invalid` with every finding; then nothing is published. Whoever gets another journey is woken, and has it before anything else goes to him. */
export async function publishRules({ prisma, file, options, now, say }: PublishRulesInput): Promise<{
  value: object;
  text: string;
  /** They could not be published so. */
  refused: boolean;
}> {
  const { text, written, rules, legalEntityId, whom, refused } = await rulesToBe({ prisma, file, entity: options.entity });
  const { journeyOf } = await readJourneysToday({ prisma });
  const ask = (onMoving?: (ids: string[]) => Promise<void>): Promise<RuledToday> =>
    askRules({
      prisma,
      rules,
      whom,
      now,
      sample: SAMPLE,
      journeyOf,
      ...(onMoving && { onMoving }),
      onBatch: (customers) => say(`looked at ${customers} customers`),
    });
  if (options.dryRun) {
    const today = await ask();
    return {
      value: { dryRun: true, version: null, ...today, refused },
      text: ['Nothing was published.', ...refused.map((finding) => findingLine(file, finding)), ...todayLines(today, 'would go')].join(
        '\n',
      ),
      refused: refused.length > 0,
    };
  }
  if (refused.length > 0) {
    const message = refused.map((finding) => findingLine(file, finding)).join('\n');
    throw new DulyError({ code: 'journey_invalid', message, ...(refused[0] && { at: refused[0].at }) });
  }
  const version = await keepRules({ prisma, written: { text, rules: written }, legalEntityId, by: options.by, now });
  const today = await ask((ids) => wakeCustomers({ prisma, ids }));
  const forWhom = legalEntityId === null ? 'all customers' : `the customers of ${legalEntityId}`;
  return {
    value: { dryRun: false, version, legalEntityId, ...today },
    text: [`Published rules ${version}, in force for ${forWhom} from now on.`, ...todayLines(today, 'go')].join('\n'),
    refused: false,
  };
}

const findingLine = (file: string, { at, message }: RulesFinding): string => `${file}:${at}: ${message}`;

/** From now on no rules are in force there; who has a journey keeps it. */
export async function endRules({
  prisma,
  options,
  now,
}: {
  prisma: PrismaClient;
  options: Pick<PublishRulesOptions, 'entity' | 'by'>;
  now: Instant;
}): Promise<{ value: object; text: string }> {
  const legalEntityId = await entityOf({ prisma, named: options.entity });
  const inForce = (await listRulesInForce({ prisma })).find((rules) => rules.legalEntityId === legalEntityId);
  if (!inForce || inForce.written === null) {
    const there = legalEntityId === null ? 'There are no rules for all customers' : `${legalEntityId} has no rules of its own`;
    throw new DulyError({
      code: 'invalid_request',
      at: 'rules',
      message: `${there}: nothing ends. npx duly rules shows what is in force.`,
    });
  }
  const version = await keepRules({ prisma, written: null, legalEntityId, by: options.by, now });
  const text = `Rules ${inForce.version} are over (${version}); whoever has a journey keeps it, and new customers get the default.`;
  return { value: { version, ended: inForce.version, legalEntityId }, text };
}

/** Their journeys are theirs whatever the rules say; or, released, the rules give them one again. Throws `unknown_customer`; then nobody was changed. */
export async function pinCustomers({
  servers: { prisma, record },
  named,
  pinned,
  now,
}: {
  servers: Pick<Servers, 'prisma' | 'record'>;
  named: string[];
  pinned: boolean;
  now(): Instant;
}): Promise<{ value: object; text: string }> {
  const ids: string[] = [];
  for (const one of named) ids.push(await findCustomer({ prisma, named: one }));
  for (const customerId of ids)
    await record({
      customerId,
      reports: async (books) => [
        {
          type: 'customer.changed',
          source: 'duly',
          externalId: `${customerId}/pinned/${randomUUID()}`,
          effectiveOn: dateAt(now() + books.clockOffsetMs(), books.customer().timeZone),
          data: { set: { journeyPinned: pinned } },
        },
      ],
    });
  const many = ids.length === 1 ? '1 customer' : `${ids.length} customers`;
  return {
    value: { customers: ids, pinned },
    text: pinned ? `${many}: rules pass by from now on.` : `${many}: the rules in force give the journey again, with the next decision.`,
  };
}

/** The rules in force, for a program and for a person. */
export async function showRules({ prisma }: { prisma: PrismaClient }): Promise<{ value: object; text: string }> {
  const all = (await listRulesInForce({ prisma })).filter(({ written }) => written !== null);
  if (all.length === 0)
    return {
      value: [],
      text: 'No rules are in force: new customers get the default journey, and everybody keeps his. npx duly rules publish FILE changes that.',
    };
  const newest = await newestJourneys({ prisma });
  const value = all.map(({ publishedAt, written, ...rules }) => ({
    ...rules,
    publishedAt: isoInstant(publishedAt),
    ...written,
  }));
  const pinned = await prisma.customer.count({ where: { journeyPinned: true } });
  return {
    value,
    text: [
      ...all.flatMap((rules) => [...rulesLines(rules, newest), '']),
      pinned === 1
        ? '1 customer is passed by: a person gave him his journey.'
        : `${pinned} customers are passed by: a person gave them their journeys.`,
    ].join('\n'),
  };
}

function rulesLines(
  { version, legalEntityId, written, journeys, by, publishedAt }: ListedRules,
  newest: Map<string, { version: number }>,
): string[] {
  const named = (name: string): string => `${name}@${journeys[name]?.version ?? '?'}`;
  const older = Object.entries(journeys).filter(([name, { version: own }]) => own < (newest.get(name)?.version ?? own));
  return [
    `Rules ${version}, published ${isoInstant(publishedAt).slice(0, 16).replace('T', ' ')} by ${by}, for ${legalEntityId ?? 'all customers'}:`,
    ...(written?.rules ?? []).map(({ journey, when }, index) => `${String(index + 1).padStart(3)}. ${named(journey)}: ${when}`),
    ...(written ? [`${String(written.rules.length + 1).padStart(3)}. ${named(written.otherwise)}: everybody else`] : []),
    ...Object.entries(written?.stages ?? {}).map(([old, now]) => `     Who stands in "${old}" where that is gone goes on in "${now}".`),
    ...older.map(
      ([name]) => `     ${name}@${newest.get(name)?.version} is newer: publish the rules again to give it to whoever comes to it.`,
    ),
  ];
}

export function todayLines({ customers, pinned, groups, keeps }: RuledToday, go: string): string[] {
  const moving = groups.reduce((sum, group) => sum + group.customers, 0);
  const kept = pinned === 0 ? '' : `; ${pinned === 1 ? '1 is' : `${pinned} are`} passed by, because a person gave the journey`;
  const many = customers === 1 ? '1 customer' : `${customers} customers`;
  return [
    `${moving} of ${many} ${go} to another journey${moving === 0 ? '' : ', each with his next decision'}${kept}.`,
    ...groups.flatMap((group) => [`- ${groupText(group)}`, ...group.stages.map((stage) => `    ${standingText(stage)}`)]),
    ...keeps.map((group) => `- ${keepsText(group)}`),
  ];
}

const groupText = ({ from, to, customers, sample }: Pick<RuledGroup, 'from' | 'to' | 'customers' | 'sample'>): string =>
  `${from} to ${to}: ${customers}${customers > sample.length ? ', for instance' : ','} ${sample.join(', ')}`;

const standingText = ({ rule, customers, subjects }: RuledGroup['stages'][number]): string =>
  `${customers} of them with ${subjects} in "${rule.from}" of lane "${rule.lane}" ${customers === 1 ? 'goes' : 'go'} on in "${rule.to}"${rule.keeps ? '' : ', from its beginning'}.`;

const keepsText = (group: KeptGroup): string =>
  `Not ${groupText(group)}, because ${group.why === 'pinned' ? 'a person gave the journey: npx duly rules release' : `there is no way: ${group.because}`}`;

/** Throws `invalid_request` for one that is not there. */
async function entityOf({ prisma, named }: { prisma: PrismaClient; named: string | undefined }): Promise<string | null> {
  if (named === undefined) return null;
  const all = await prisma.legalEntity.findMany({ select: { id: true }, orderBy: { id: 'asc' } });
  if (all.some(({ id }) => id === named)) return named;
  const message = `There is no legal entity ${named}: name one of ${all.map(({ id }) => id).join(', ')}.`;
  throw new DulyError({ code: 'invalid_request', at: '--entity', message });
}

/** Rules for all are not for those whose legal entity has its own. */
async function whomOf({ prisma, legalEntityId }: { prisma: PrismaClient; legalEntityId: string | null }): Promise<RuledWhom> {
  if (legalEntityId !== null) return { only: legalEntityId };
  const own = await listRulesInForce({ prisma });
  return { allBut: own.flatMap((rules) => rules.legalEntityId ?? []) };
}
