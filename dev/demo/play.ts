/**
 * Plays the story on a running sandbox through its API alone: the customers' time is driven from one day on which something is reported to the next, and
 * what their timelines have gained is told in order of time.
 */
import { randomUUID } from 'node:crypto';
import { addDays, dateAt, daysBetween } from '../../domain/calendar.js';
import type { TimelineEntry } from '../../domain/timeline.js';
import type { StoredMail } from '../mail-store.js';
import { StartProblem } from '../problem.js';
import type { StackAddresses } from '../stack-file.js';
import { type Api, openApi } from './api.js';
import { type Actor, type Deed, STORY_DAYS, storyOf } from './story.js';

const ZONE = 'Europe/Berlin';
const HOUR_OF_DEEDS = '11h';

/** One new line of a customer's timeline, as the API answered it. */
export interface Told {
  name: string;
  /** Of the story, from 0, and the time of day; where the customer is. */
  day: number;
  time: string;
  entry: Pick<TimelineEntry, 'at' | 'kind' | 'text'> & { code?: string };
}

/** Where a customer's run and mails can be looked at. */
export interface Traces {
  name: string;
  customer: string;
  workflowId: string;
  /** In the Temporal UI; absent where it is somebody else's. */
  run?: string;
  /** The oldest first; empty where mail goes elsewhere. */
  mails: { subject: string; messageId: string; url: string }[];
}

interface PlayInput {
  addresses: Pick<StackAddresses, 'api' | 'mails' | 'temporalUi'>;
  namespace: string;
  apiKey: string;
  /** Whose customers they are, and the journey that they walk, by its name. */
  legalEntity: string;
  journey: string;
  now: number;
  onCast(actors: Actor[]): void;
  tell(told: Told): void;
}

/** A customer on the stage. */
interface Player {
  actor: Actor;
  id: string;
  email: string;
  /** Our ids of invoices and disputes by the story's names. */
  invoices: Map<string, { id: string; amount: number }>;
  disputes: Map<string, string>;
  /** How much of the timeline was told. */
  heard: Set<string>;
}

/** Answers where to look when all days have passed. Throws a `StartProblem` with what the API says when it refuses. */
export async function play({ addresses, namespace, apiKey, legalEntity, journey, now, onCast, tell }: PlayInput): Promise<Traces[]> {
  const api = openApi({ url: addresses.api, key: apiKey });
  const run = randomUUID().slice(0, 8);
  const first = dateAt(now, ZONE);
  const actors = storyOf(run);
  onCast(actors);
  const players = await Promise.all(actors.map((actor) => enter({ actor, api, run, legalEntity, journey })));
  const mails = () => readMails(addresses.mails);

  const days = [...new Set([...actors.flatMap(({ deeds }) => deeds.map(({ day }) => day)), STORY_DAYS])].sort((a, b) => a - b);
  for (const day of days) {
    if (day > 0) {
      await advanceAll({ api, players, body: { to: addDays(first, day) } });
      await advanceAll({ api, players, body: { by: HOUR_OF_DEEDS } });
    }
    for (const player of players) for (const deed of player.actor.deeds) if (deed.day === day) await act({ api, run, player, deed, mails });
    await advanceAll({ api, players, body: { by: '1h' } });
    const gained = await Promise.all(players.map((player) => newEntries({ api, player })));
    const inOrder = gained.flat().sort((a, b) => (a.entry.at < b.entry.at ? -1 : a.entry.at > b.entry.at ? 1 : 0));
    for (const { name, entry } of inOrder) tell({ name, ...localTime({ at: entry.at, first }), entry });
  }
  const sent = await mails();
  return Promise.all(players.map((player) => tracesOf({ api, player, sent, addresses, namespace })));
}

async function enter({
  actor,
  api,
  run,
  legalEntity,
  journey,
}: {
  actor: Actor;
  api: Api;
  run: string;
  legalEntity: string;
  journey: string;
}): Promise<Player> {
  const host = actor.name.toLowerCase().replaceAll(' ', '-');
  const email = `accounts@${host}-${run}.example`;
  const { id } = await api.post('/v1/customers', {
    external_id: `demo-${run}-${host}`,
    name: actor.name,
    legal_entity: legalEntity,
    journey,
    currency: 'EUR',
    country: 'DE',
    time_zone: ZONE,
    locale: 'en',
    contacts: [{ purpose: 'all', name: 'Accounts payable', email }],
  });
  return { actor, id, email, invoices: new Map(), disputes: new Map(), heard: new Set() };
}

const advanceAll = ({ api, players, body }: { api: Api; players: Player[]; body: object }) =>
  Promise.all(players.map(({ id }) => api.post(`/v1/customers/${id}/advance`, body)));

async function act({
  api,
  run,
  player: { actor, id: customer, email, invoices, disputes },
  deed,
  mails,
}: {
  api: Api;
  run: string;
  player: Player;
  deed: Deed;
  mails(): Promise<StoredMail[]>;
}): Promise<void> {
  const externalId = (of: string) => `demo-${run}-${of}`;
  const invoiceOf = (name: string) => invoices.get(name) ?? missing(`the invoice ${name} of ${actor.name}`);
  switch (deed.does) {
    case 'gets a card':
      return api.post('/v1/payment-methods', {
        external_id: externalId(`card-${customer}`),
        customer,
        kind: 'card',
        provider_ref: deed.providerRef,
        autopay: true,
      });
    case 'is invoiced': {
      const { invoice, amount } = deed;
      const { id } = await api.post('/v1/invoices', { external_id: externalId(`invoice-${invoice}`), customer, currency: 'EUR', amount });
      invoices.set(invoice, { id, amount });
      return;
    }
    case 'pays': {
      const { id: invoice, amount } = invoiceOf(deed.invoice);
      const external_id = externalId(`transfer-${deed.invoice}`);
      return api.post('/v1/payments', { external_id, customer, amount, currency: 'EUR', allocations: [{ invoice, amount }] });
    }
    case 'disputes': {
      const { id: invoice } = invoiceOf(deed.invoice);
      const external_id = externalId(`dispute-${deed.invoice}`);
      disputes.set(deed.invoice, (await api.post('/v1/disputes', { external_id, customer, invoice, reason: deed.reason })).id);
      return;
    }
    case 'loses the dispute':
      return api.post(`/v1/disputes/${disputes.get(deed.invoice)}/resolve`, { outcome: 'against_customer' });
    case 'answers the survey': {
      const text = (await mails()).findLast(({ to, text }) => to.includes(email) && SURVEY_LINK.test(text))?.text ?? '';
      const [, token] = SURVEY_LINK.exec(text) ?? missing(`a survey in the mails to ${actor.name}`);
      return api.post('/v1/surveys/answers', { token, score: deed.score });
    }
  }
}
const SURVEY_LINK = /\/s\/([^\s?)\]]+)/;

const missing = (what: string): never => {
  throw new StartProblem(`The demo does not find ${what}. Look at the logs, or start anew with npm start -- --fresh.`);
};

async function newEntries({ api, player: { actor, id, heard } }: { api: Api; player: Player }): Promise<Pick<Told, 'name' | 'entry'>[]> {
  const { entries } = (await api.get(`/v1/customers/${id}/timeline`)) as { entries: Told['entry'][] };
  return entries.flatMap((entry) => {
    const line = JSON.stringify(entry);
    if (heard.has(line)) return [];
    heard.add(line);
    return [{ name: actor.name, entry }];
  });
}

function localTime({ at, first }: { at: string; first: string }): { day: number; time: string } {
  const instant = Date.parse(at);
  return {
    day: daysBetween(first, dateAt(instant, ZONE)),
    time: new Date(instant).toLocaleTimeString('en-GB', { timeZone: ZONE, hour: '2-digit', minute: '2-digit' }),
  };
}

async function tracesOf({
  api,
  player: { actor, id, email },
  sent,
  addresses: { mails, temporalUi },
  namespace,
}: {
  api: Api;
  player: Player;
  sent: StoredMail[];
  addresses: PlayInput['addresses'];
  namespace: string;
}): Promise<Traces> {
  const { workflow_id: workflowId } = await api.get(`/v1/customers/${id}/timeline`);
  return {
    name: actor.name,
    customer: id,
    workflowId,
    ...(temporalUi && { run: `${temporalUi}/namespaces/${namespace}/workflows/${encodeURIComponent(workflowId)}` }),
    mails: sent
      .filter(({ to }) => to.includes(email))
      .map(({ subject, messageId, file }) => ({ subject, messageId, url: `${mails}/mails/${encodeURIComponent(file)}/view` })),
  };
}

async function readMails(mails: string | undefined): Promise<StoredMail[]> {
  return mails ? ((await (await fetch(`${mails}/mails.json`)).json()) as StoredMail[]) : [];
}
