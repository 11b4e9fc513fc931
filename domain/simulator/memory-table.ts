/** Hears of each record that comes, goes (`to` is undefined) or is replaced by another. */
export type Changed<Row> = (from: Row | undefined, to: Row | undefined) => void;

/** So few rows are searched faster than indexed. */
const FEW = 8;

/**
 * Records of one kind by their id, in the order in which they came. Records are replaced, never changed.
 * A customer's books have many tables, most of them empty: one is made at the cost of a list.
 */
export class MemoryTable<Row extends { id: string }> {
  /** It shows what comes later, too. */
  readonly all: readonly Row[];
  private readonly rows: Row[] = [];
  private readonly name: string;
  private readonly changed: Changed<Row> | undefined;
  /** Where there are more than a few. */
  private places: Map<string, number> | undefined;

  constructor(name: string, changed?: Changed<Row>) {
    this.name = name;
    this.changed = changed;
    this.all = this.rows;
  }

  get(id: string): Row | undefined {
    return this.rows[this.placeOf(id)];
  }

  has(id: string): boolean {
    return this.placeOf(id) !== -1;
  }

  /** Throws for an id that is there. */
  insert(row: Row): void {
    if (this.has(row.id)) throw new Error(`There is a ${this.name} ${row.id} already.`);
    this.places?.set(row.id, this.rows.length);
    this.rows.push(row);
    this.changed?.(undefined, row);
  }

  /** Passes by what is not there, like the two below. */
  update(id: string, set: Partial<Row>): void {
    const row = this.get(id);
    if (row) this.replace({ ...row, ...set });
  }

  replace(row: Row): void {
    const place = this.placeOf(row.id);
    if (place === -1) return;
    const from = this.rows[place];
    this.rows[place] = row;
    this.changed?.(from, row);
  }

  remove(id: string): void {
    const place = this.placeOf(id);
    if (place === -1) return;
    const [gone] = this.rows.splice(place, 1);
    this.places = undefined;
    this.changed?.(gone, undefined);
  }

  private placeOf(id: string): number {
    const { rows } = this;
    if (rows.length <= FEW) {
      for (let place = 0; place < rows.length; place += 1) if ((rows[place] as Row).id === id) return place;
      return -1;
    }
    this.places ??= new Map(rows.map((row, place) => [row.id, place]));
    return this.places.get(id) ?? -1;
  }
}
