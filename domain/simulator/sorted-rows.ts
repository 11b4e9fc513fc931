/** Rows in one order, each once. A row may change what the order looks at only between `remove` and `add`. */
export class SortedRows<Row> {
  /** First comes first. */
  readonly all: readonly Row[];
  private readonly rows: Row[] = [];
  private readonly compare: (a: Row, b: Row) => number;

  /** `compare` must tell any two rows apart. */
  constructor(compare: (a: Row, b: Row) => number) {
    this.compare = compare;
    this.all = this.rows;
  }

  add(row: Row): void {
    insertAt(this.rows, placeOf(this.rows, row, this.compare), row);
  }

  /** Passes by what is not there. */
  remove(row: Row): void {
    const place = placeOf(this.rows, row, this.compare);
    const found = this.rows[place];
    if (found !== undefined && this.compare(found, row) === 0) removeAt(this.rows, place);
  }

  /** The second takes the place of the first, which is there and has the same place in the order. */
  replace(from: Row, to: Row): void {
    this.rows[placeOf(this.rows, from, this.compare)] = to;
  }
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

/** Few rows are moved one by one in less time than `splice` takes. */
const FEW = 32;

function insertAt<Row>(all: Row[], place: number, row: Row): void {
  if (all.length - place > FEW) {
    all.splice(place, 0, row);
    return;
  }
  all.push(row);
  for (let at = all.length - 1; at > place; at -= 1) all[at] = all[at - 1] as Row;
  all[place] = row;
}

function removeAt<Row>(all: Row[], place: number): void {
  if (all.length - place > FEW) {
    all.splice(place, 1);
    return;
  }
  for (let at = place + 1; at < all.length; at += 1) all[at - 1] = all[at] as Row;
  all.pop();
}
