/** Records of one kind by their id, in the order in which they came. Records are replaced, never changed. */
export interface MemoryTable<Row> {
  /** Not to be changed; it shows what comes later, too. */
  readonly all: readonly Row[];
  get(id: string): Row | undefined;
  has(id: string): boolean;
  /** Throws for an id that is there. */
  insert(row: Row): void;
  /** Passes by what is not there, like the two below. */
  update(id: string, set: Partial<Row>): void;
  replace(row: Row): void;
  remove(id: string): void;
}

/** `changed` hears of each record that comes, goes (`to` is undefined) or is replaced by another. */
export const createMemoryTable = <Row extends { id: string }>(of: Kind<Row>): MemoryTable<Row> => new Table(of);

interface Kind<Row> {
  name: string;
  changed?: ((from: Row | undefined, to: Row | undefined) => void) | undefined;
}

/** So few rows are searched faster than indexed. */
const FEW = 8;

/** A customer's books have many tables, most of them empty: one is made at the cost of a list. */
class Table<Row extends { id: string }> implements MemoryTable<Row> {
  readonly all: Row[] = [];
  private readonly kind: Kind<Row>;
  /** Where there are more than a few. */
  private places: Map<string, number> | undefined;

  constructor(kind: Kind<Row>) {
    this.kind = kind;
  }

  get(id: string): Row | undefined {
    return this.all[this.placeOf(id)];
  }

  has(id: string): boolean {
    return this.placeOf(id) !== -1;
  }

  insert(row: Row): void {
    if (this.has(row.id)) throw new Error(`There is a ${this.kind.name} ${row.id} already.`);
    this.places?.set(row.id, this.all.length);
    this.all.push(row);
    this.kind.changed?.(undefined, row);
  }

  update(id: string, set: Partial<Row>): void {
    const row = this.get(id);
    if (row) this.replace({ ...row, ...set });
  }

  replace(row: Row): void {
    const place = this.placeOf(row.id);
    if (place === -1) return;
    const from = this.all[place];
    this.all[place] = row;
    this.kind.changed?.(from, row);
  }

  remove(id: string): void {
    const place = this.placeOf(id);
    if (place === -1) return;
    const [gone] = this.all.splice(place, 1);
    this.places = undefined;
    this.kind.changed?.(gone, undefined);
  }

  private placeOf(id: string): number {
    const { all } = this;
    if (all.length <= FEW) {
      for (let place = 0; place < all.length; place += 1) if ((all[place] as Row).id === id) return place;
      return -1;
    }
    this.places ??= new Map(all.map((row, place) => [row.id, place]));
    return this.places.get(id) ?? -1;
  }
}
