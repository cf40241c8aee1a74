import type { Ground } from "../ground.ts";

/** Milliseconds between two looks: so late at most does a server sign with the key that another one published. */
const LOOK_MS = 2000;

export interface Following {
  /** Resolves when no look is under way any more. */
  stop(): Promise<void>;
}

/** Follows the database's keys: a look costs one query of a few rows. One that fails is logged, and the keys stay as they are. */
export function followKeys({ keys, log }: Pick<Ground, "keys" | "log">): Following {
  let look: Promise<void> | undefined;
  const timer = setInterval(() => {
    look ??= keys
      .follow()
      .catch((err: unknown) => log.error({ err }, "the signing keys could not be read"))
      .finally(() => {
        look = undefined;
      });
  }, LOOK_MS);
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      await look;
    },
  };
}
