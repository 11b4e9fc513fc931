import { Context, type Emitter, Liquid, type TagToken, type Template, toValueSync } from 'liquidjs';
import { formatMoney, type Money } from '../../domain/money.js';

/** No tag reads a file, writes without escaping, or holds escaped text to escape it twice; no filter runs expressions, the clock or chance. */
const TAGS = ['assign', 'if', 'unless', 'case', 'for', 'break', 'continue', 'comment', '#'];
const FILTERS = [
  ...['default', 'size', 'first', 'last', 'join', 'map', 'where', 'reject', 'sort', 'uniq', 'reverse', 'compact', 'slice', 'split'],
  ...['append', 'prepend', 'upcase', 'downcase', 'capitalize', 'strip', 'replace', 'remove', 'truncate', 'truncatewords'],
  ...['plus', 'minus', 'at_least', 'at_most', 'abs'],
];

type Filter = (this: { context: Context }, ...values: unknown[]) => unknown;

/** Finds the text of a part (`{% part "greeting" %}`) as parsed templates. */
export type FindPart = (input: { name: string; languages: readonly string[] }) => { file: string; templates: Template[] };

/**
 * A Liquid engine for texts that people edit: values are data, only their own properties are seen, what is not there is an error, and time and
 * memory are bounded: a text of at most 100,000 characters, `renderLimit`, a million characters and members over all values that it makes,
 * and half a million characters of text. `write` writes every value that is put out; nothing goes around it.
 * Filters: `money` (minor units and currency), `date` (`YYYY-MM-DD`, written out), `days_later: n` (a date to a date), by `locale` of the values.
 */
export function createLiquid({
  write,
  findPart,
  renderLimit = 2_000,
}: {
  write: (value: unknown) => string;
  findPart?: FindPart;
  /** ms */
  renderLimit?: number | undefined;
}): Liquid {
  const liquid = new Liquid({
    ownPropertyOnly: true,
    strictVariables: true,
    strictFilters: true,
    greedy: false,
    outputEscape: write,
    parseLimit: 100_000,
    renderLimit,
    memoryLimit: 1_000_000,
  });
  keepOnly(liquid.tags, TAGS);
  keepOnly(liquid.filters, FILTERS);
  for (const name of FILTERS) liquid.filters[name] = withinTime(liquid.filters[name] as Filter);
  liquid.registerFilter('money', function (value: unknown) {
    return formatMoney(moneyOf(value), this.context.getSync(['locale']) as string);
  });
  liquid.registerFilter('date', function (value: unknown) {
    return new Intl.DateTimeFormat(this.context.getSync(['locale']) as string, { dateStyle: 'long', timeZone: 'UTC' }).format(
      dateOf(value),
    );
  });
  liquid.registerFilter('days_later', (value: unknown, days: unknown) => {
    if (!Number.isSafeInteger(days)) throw new Error('days_later expects a whole number of days');
    return new Date(dateOf(value) + (days as number) * 86_400_000).toISOString().slice(0, 10);
  });
  if (findPart) registerPart(liquid, findPart);
  return liquid;
}

/** Time is looked at before each filter, too: a chain of them is one piece to the engine, and ten thousand of them take minutes. */
const withinTime = (filter: Filter): Filter =>
  function (...values) {
    this.context.renderLimit.check(performance.now());
    return filter.apply(this, values);
  };

/** The longest text that a message comes to, in characters: a hundred invoices with many lines each are far below it. */
const LONGEST_TEXT = 500_000;

/** Writes parsed templates out. The engine bounds what values cost, and this what is written of them and between them. */
export function writeOut({ liquid, templates, scope }: { liquid: Liquid; templates: Template[]; scope: object }): string {
  const emitter: Emitter = {
    buffer: '',
    write(part: unknown) {
      emitter.buffer += String(part ?? '');
      if (emitter.buffer.length > LONGEST_TEXT) throw new Error(`the text grows beyond ${LONGEST_TEXT.toLocaleString('en')} characters`);
    },
  };
  toValueSync(liquid.renderer.renderTemplates(templates, new Context(scope, liquid.options, { sync: true }), emitter));
  return emitter.buffer;
}

function keepOnly(all: Record<string, unknown>, names: readonly string[]): void {
  for (const name of Object.keys(all)) if (!names.includes(name)) delete all[name];
}

/** A part sees the values of the message around it. */
function registerPart(liquid: Liquid, findPart: FindPart): void {
  liquid.registerTag('part', {
    parse(token: TagToken) {
      const name = /^"([a-z0-9-]+)"$/.exec(token.args.trim())?.[1];
      if (!name) throw new Error('part expects a name in double quotes, like {% part "greeting" %}');
      this.partName = name;
    },
    *render(context: Context, emitter: Emitter): Generator<unknown, void, unknown> {
      const languages = context.getSync(['languages']) as string[];
      const { file, templates } = findPart({ name: this.partName, languages });
      try {
        yield liquid.renderer.renderTemplates(templates, context, emitter);
      } catch (error) {
        throw Object.assign(error as Error, { partFile: file });
      }
    },
  });
}

function moneyOf(value: unknown): Money {
  const { amount, currency } = (value ?? {}) as Partial<Money>;
  if (!Number.isSafeInteger(amount) || typeof currency !== 'string')
    throw new Error('money expects an amount of minor units with its currency');
  return { amount: amount as number, currency };
}

function dateOf(value: unknown): number {
  const time = typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) ? Date.parse(`${value}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(time)) throw new Error('date expects a date like 2026-03-31');
  return time;
}
