import type { Trx } from "./database.ts";
import type { Store } from "./store.ts";
import { StoreKysely } from "./store-kysely.ts";

/** Is told of each transaction as it begins, and then by the function that it returns how it ended. */
export type WatchTransaction = () => (outcome: "committed" | "failed", trx: Trx | undefined) => void;

/** The same store, whose transactions are watched. A watcher changes nothing of them and may not throw. */
export function watchedStore(store: Store, watch: WatchTransaction): Store {
  if (!(store.db instanceof StoreKysely)) throw new Error("not a database of a store");
  const db = store.db.through((transact) => async (props, work) => {
    const end = watch();
    let started: Trx | undefined;
    try {
      const result = await transact(props, (trx) => {
        started = trx;
        return work(trx);
      });
      end("committed", started);
      return result;
    } catch (error) {
      end("failed", started);
      throw error;
    }
  });
  return { ...store, db };
}
