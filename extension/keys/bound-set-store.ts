import * as v from "valibot";
import { type BoundSet, boundSetSchema } from "./bound-set.ts";

const DATABASE = "nearside";
const VERSION = 1;
const SETS = "bound-sets";

/** The extension's enrolments, in its IndexedDB. Every context of the extension opens its own. */
export interface BoundSetStore {
  all(): Promise<readonly BoundSet[]>;
  /** Stores the set in place of one with the same thumbprint. It is on the disk when the promise resolves. */
  put(set: BoundSet): Promise<void>;
  remove(thumbprint: string): Promise<void>;
}

export function openBoundSetStore(factory: IDBFactory): BoundSetStore {
  const inStore = async <T>(mode: IDBTransactionMode, use: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> => {
    const database = await open(factory);
    try {
      // "strict": a key whose enrolment goes on must survive a power cut
      const transaction = database.transaction(SETS, mode, { durability: "strict" });
      const request = use(transaction.objectStore(SETS));
      await settled(transaction);
      return request.result;
    } finally {
      database.close();
    }
  };

  return {
    async all() {
      const stored: unknown[] = await inStore("readonly", (store) => store.getAll());
      return stored.flatMap((value) => {
        const read = v.safeParse(boundSetSchema, value);
        return read.success ? [read.output] : [];
      });
    },
    async put(set) {
      await inStore("readwrite", (store) => store.put(set));
    },
    async remove(thumbprint) {
      await inStore("readwrite", (store) => store.delete(thumbprint));
    },
  };
}

function open(factory: IDBFactory): Promise<IDBDatabase> {
  const request = factory.open(DATABASE, VERSION);
  request.addEventListener("upgradeneeded", () =>
    request.result.createObjectStore(SETS, { keyPath: "thumbprint" satisfies keyof BoundSet }),
  );
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
