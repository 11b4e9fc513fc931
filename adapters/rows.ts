/**
 * Between records of the rules and rows of the database, by the names of columns: `at` and `…At` are instants (ms in the rules, timestamptz here),
 * `…On` and `knownSince` are dates. Everything else is the same on both sides; money comes back as an integer because JSON writes bigint so.
 */
const isInstant = (column: string): boolean => column === 'at' || column.endsWith('At');
const isDate = (column: string): boolean => column.endsWith('On') || column === 'knownSince';

/** A row as `to_jsonb` gives it, as the record the rules read. */
export function fromJson<Row>(row: Record<string, unknown>): Row {
  for (const column of Object.keys(row)) {
    const value = row[column];
    if (typeof value === 'string' && isInstant(column)) row[column] = Date.parse(value);
  }
  return row as Row;
}

/** The way back: a record of the rules as `jsonb_populate_recordset` reads it. */
export function toJson(row: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => [
      column,
      typeof value === 'number' && isInstant(column) ? new Date(value).toISOString() : value,
    ]),
  );
}

/** A record of the rules as Prisma writes it. */
export function toDb<Row extends object>(row: Row): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => {
      if (typeof value === 'number' && isInstant(column)) return [column, new Date(value)];
      if (typeof value === 'string' && isDate(column)) return [column, new Date(`${value}T00:00:00Z`)];
      return [column, value];
    }),
  );
}

/** A row as Prisma reads it, as the record the rules read. */
export function fromDb<Row>(row: object): Row {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => {
      if (typeof value === 'bigint') return [column, Number(value)];
      if (!(value instanceof Date)) return [column, value];
      return [column, isDate(column) ? value.toISOString().slice(0, 10) : value.getTime()];
    }),
  ) as Row;
}
