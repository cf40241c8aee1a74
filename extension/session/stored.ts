import * as v from "valibot";

/**
 * The members of `storage.session` that are used. It ends with the browser, survives the worker, and is closed to
 * content scripts.
 */
export interface SessionArea {
  get(keys?: string | null): Promise<Record<string, unknown>>;
  set(items: Record<string, unknown>): Promise<void>;
  remove(key: string): Promise<void>;
}

/**
 * Stored values of one kind, by key. Each has a storage key of its own, so that two tabs do not overwrite each other.
 */
export interface Stored<T> {
  read(key: string): Promise<T | undefined>;
  all(): Promise<readonly (readonly [key: string, value: T])[]>;
  keep(key: string, value: T): Promise<void>;
  forget(key: string): Promise<void>;
  /** The key of the value that a changed entry of storage holds; undefined if the entry is of another kind. */
  keyOf(storageKey: string): string | undefined;
}

export function storedIn<T>(area: SessionArea, kind: string, schema: v.GenericSchema<unknown, T>): Stored<T> {
  const prefix = `${kind}:`;
  const keyOf = (storageKey: string): string | undefined =>
    storageKey.startsWith(prefix) ? storageKey.slice(prefix.length) : undefined;
  // a value of an older version of the extension counts as absent
  const parsed = (value: unknown): T | undefined => {
    const read = v.safeParse(schema, value);
    return read.success ? read.output : undefined;
  };
  return {
    keyOf,
    read: async (key) => parsed((await area.get(prefix + key))[prefix + key]),
    async all() {
      return Object.entries(await area.get(null)).flatMap(([storageKey, stored]) => {
        const key = keyOf(storageKey);
        const value = key === undefined ? undefined : parsed(stored);
        return key === undefined || value === undefined ? [] : [[key, value] as const];
      });
    },
    keep: (key, value) => area.set({ [prefix + key]: value }),
    forget: (key) => area.remove(prefix + key),
  };
}
