/** Messages that somebody could write to keep a worker busy, by what stands in their body. Each is refused, or written, within bounds. */
const grown = (text: string, times: number): string => `{% assign a = "${text}" %}${'{% assign a = a | append: a %}'.repeat(times)}`;
const letters = `${grown('x x x x x ', 14)}{% assign a = a | split: "" %}`;
const chain = (filter: string): string => `{% assign b = a ${`| ${filter} `.repeat(Math.floor(70_000 / (filter.length + 3)))}%}`;

/** Whichever bound is reached first: on a busy machine time, on a quick one memory or length. */
const BOUNDED = /limit exceeded|grows beyond 500,000 characters/;

export const HOSTILE_TEMPLATES: readonly { what: string; body: string; says: RegExp }[] = [
  {
    what: 'a loop in a loop',
    body: '{% for a in (1..100000) %}{% for b in (1..100000) %}x{% endfor %}{% endfor %}',
    says: BOUNDED,
  },
  {
    what: 'fifty loops in one another',
    body: `${'{% for a in (1..10) %}'.repeat(50)}x${'{% endfor %}'.repeat(50)}`,
    says: BOUNDED,
  },
  { what: 'an empty loop', body: '{% for a in (1..9000000) %}{% endfor %}', says: BOUNDED },
  { what: 'many empty loops', body: '{% for a in (1..900000) %}{% endfor %}'.repeat(2_000), says: BOUNDED },
  { what: 'a range without end', body: '{% for a in (1..1000000000000) %}{% endfor %}', says: BOUNDED },
  { what: 'text that doubles', body: `${grown('xxxxxxxxxx', 40)}{{ a }}`, says: BOUNDED },
  { what: 'text in the place of each letter', body: `${grown('xxxxxxxxxx', 14)}{{ a | replace: "x", a }}`, says: BOUNDED },
  {
    what: 'a flood of output',
    body: `${grown('xxxxxxxxxx', 14)}{% for i in (1..100000) %}{{ a }}{% endfor %}`,
    says: BOUNDED,
  },
  {
    what: 'a flood of text between the values',
    body: `{% for i in (1..100000) %}${'x'.repeat(50_000)}{% endfor %}`,
    says: /grows beyond 500,000 characters/,
  },
  { what: 'links without end in Markdown', body: '{% for i in (1..80000) %}[a]({% endfor %}', says: /^$|limit exceeded/ },
  { what: 'emphasis without end in Markdown', body: '{% for i in (1..80000) %}*a **{% endfor %}', says: /^$|limit exceeded/ },
  // Nothing is left after the first: written in time, or not.
  { what: 'one filter after the other: reject: "size"', body: `${letters}${chain('reject: "size"')}`, says: /^$|limit exceeded/ },
  ...['where: "size"', 'map: "size"', 'sort', 'compact', 'reverse'].map((filter) => ({
    what: `one filter after the other: ${filter}`,
    body: `${letters}${chain(filter)}`,
    says: BOUNDED,
  })),
  { what: 'one change of case after the other', body: `${grown('xxxxxxxxxx', 14)}${chain('upcase')}`, says: BOUNDED },
  { what: 'conditions in one another', body: `${'{% if 1 %}'.repeat(4_000)}${'{% endif %}'.repeat(4_000)}`, says: /./ },
  { what: 'a name without end', body: `{{ items${'["x"]'.repeat(18_000)} }}`, says: /./ },
  { what: 'braces', body: '{{'.repeat(40_000), says: /is wrong at/ },
  { what: 'tags in a line', body: `${'{%#x%}'.repeat(15_000)}y`, says: /^$/ },
  { what: 'ten megabytes', body: 'x'.repeat(10_000_000), says: /bytes; a message has at most/ },
  { what: 'a part in itself', body: '{% part "loop" %}', says: /tag "part" not found/ },
  { what: 'what all values have', body: '{{ customer.__proto__ }}{{ customer.constructor }}', says: /is no variable/ },
  { what: 'brackets in Markdown', body: '['.repeat(90_000), says: /^$/ },
  { what: 'half links in Markdown', body: '[a]('.repeat(20_000), says: /^$/ },
  { what: 'half emphasis in Markdown', body: '*a **a '.repeat(12_000), says: /^$/ },
  { what: 'quotes in quotes in Markdown', body: '>'.repeat(90_000), says: /^$/ },
  {
    what: 'a table as wide as long in Markdown',
    body: `${'|a'.repeat(5_000)}\n${'|-'.repeat(5_000)}\n${'|b\n'.repeat(10_000)}`,
    says: /^$/,
  },
];
