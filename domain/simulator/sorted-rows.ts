/** Rows in one order, each once. A row may change what the order looks at only between `remove` and `add`. */
export interface SortedRows<Row> {
  /** First comes first. Not to be changed. */
  readonly all: readonly Row[];
  add(row: Row): void;
  /** Passes by what is not there. */
  remove(row: Row): void;
  /** The second takes the place of the first, which is there and has the same place in the order. */
  replace(from: Row, to: Row): void;
}

/** `compare` must tell any two rows apart. */
export function createSortedRows<Row>(compare: (a: Row, b: Row) => number): SortedRows<Row> {
  const all: Row[] = [];
  return {
    all,
    add(row) {
      all.splice(placeOf(all, row, compare), 0, row);
    },
    remove(row) {
      const place = placeOf(all, row, compare);
      const found = all[place];
      if (found !== undefined && compare(found, row) === 0) all.splice(place, 1);
    },
    replace(from, to) {
      all[placeOf(all, from, compare)] = to;
    },
  };
}

/** Before how many rows it comes not. */
function placeOf<Row>(all: readonly Row[], row: Row, compare: (a: Row, b: Row) => number): number {
  let from = 0;
  let to = all.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (compare(all[middle] as Row, row) < 0) from = middle + 1;
    else to = middle;
  }
  return from;
}
