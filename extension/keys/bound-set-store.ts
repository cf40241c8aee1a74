import * as v from "valibot";
import { type BoundSet, boundSetSchema } from "./bound-set.ts";

const DATABASE = "nearside";
const VERSION = 2;
const SETS = "bound-sets";
/** The thumbprints of the device keys of removed sets. */
const REMOVED = "removed-devices";

/** The extension's enrolments, in its IndexedDB. Every context of the extension opens its own. */
export interface BoundSetStore {
  all(): Promise<readonly BoundSet[]>;
  /** Stores the set in place of one with the same thumbprint. It is on the disk when the promise resolves. */
  put(set: BoundSet): Promise<void>;
  remove(thumbprint: string): Promise<void>;
  /** The thumbprints of the device keys of all sets that were ever removed: each is of the computer that this browser runs on. */
  removedDevices(): Promise<readonly string[]>;
}

export function openBoundSetStore(factory: IDBFactory): BoundSetStore {
  const inStores = async <T>(mode: IDBTransactionMode, use: (stores: Stores) => IDBRequest<T>): Promise<T> => {
    const database = await open(factory);
    try {
      // "strict": a key whose enrolment continues must survive a power cut
      const transaction = database.transaction([SETS, REMOVED], mode, { durability: "strict" });
      const request = use({ sets: transaction.objectStore(SETS), removed: transaction.objectStore(REMOVED) });
      await settled(transaction);
      return request.result;
    } finally {
      database.close();
    }
  };

  return {
    async all() {
      const stored: unknown[] = await inStores("readonly", ({ sets }) => sets.getAll());
      return stored.flatMap((value) => {
        const read = v.safeParse(boundSetSchema, value);
        return read.success ? [read.output] : [];
      });
    },
    async put(set) {
      await inStores("readwrite", ({ sets }) => sets.put(set));
    },
    async remove(thumbprint) {
      await inStores("readwrite", ({ sets, removed }) => {
        const found: IDBRequest<unknown> = sets.get(thumbprint);
        found.addEventListener("success", () => {
          const set = v.safeParse(boundSetSchema, found.result);
          if (set.success) removed.put(true, set.output.device_jkt);
          sets.delete(thumbprint);
        });
        return found;
      });
    },
    async removedDevices() {
      const keys: readonly unknown[] = await inStores("readonly", ({ removed }) => removed.getAllKeys());
      return keys.filter((key) => typeof key === "string");
    },
  };
}

interface Stores {
  readonly sets: IDBObjectStore;
  readonly removed: IDBObjectStore;
}

function open(factory: IDBFactory): Promise<IDBDatabase> {
  const request = factory.open(DATABASE, VERSION);
  request.addEventListener("upgradeneeded", ({ oldVersion }) => {
    if (oldVersion < 1) request.result.createObjectStore(SETS, { keyPath: "thumbprint" satisfies keyof BoundSet });
    request.result.createObjectStore(REMOVED);
  });
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error));
    request.addEventListener("blocked", () => reject(new Error("the store is open in an older version")));
  });
}

function settled(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.addEventListener("complete", () => resolve());
    transaction.addEventListener("abort", () => reject(transaction.error));
  });
}
