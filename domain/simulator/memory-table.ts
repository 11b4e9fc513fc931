/** Records of one kind by their id, in the order in which they came. Records are replaced, never changed. */
export interface MemoryTable<Row> {
  /** Not to be changed; it shows what comes later, too. */
  readonly all: readonly Row[];
  get(id: string): Row | undefined;
  /** Throws for an id that is there. */
  insert(row: Row): void;
  /** Passes by what is not there, like the two below. */
  update(id: string, set: Partial<Row>): void;
  replace(row: Row): void;
  remove(id: string): void;
}

/** `changed` hears of each record that comes, goes (`to` is undefined) or is replaced by another. */
export function createMemoryTable<Row extends { id: string }>({
  name,
  changed,
}: {
  name: string;
  changed?: ((from: Row | undefined, to: Row | undefined) => void) | undefined;
}): MemoryTable<Row> {
  const all: Row[] = [];
  const places = new Map<string, number>();

  return {
    all,
    get(id) {
      const place = places.get(id);
      return place === undefined ? undefined : all[place];
    },
    insert(row) {
      if (places.has(row.id)) throw new Error(`There is a ${name} ${row.id} already.`);
      places.set(row.id, all.length);
      all.push(row);
      changed?.(undefined, row);
    },
    update(id, set) {
      const place = places.get(id);
      if (place !== undefined) this.replace({ ...(all[place] as Row), ...set });
    },
    replace(row) {
      const place = places.get(row.id);
      if (place === undefined) return;
      const from = all[place];
      all[place] = row;
      changed?.(from, row);
    },
    remove(id) {
      const place = places.get(id);
      if (place === undefined) return;
      const [gone] = all.splice(place, 1);
      places.delete(id);
      for (let after = place; after < all.length; after += 1) places.set((all[after] as Row).id, after);
      changed?.(gone, undefined);
    },
  };
}
