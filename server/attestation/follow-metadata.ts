import type { Ground } from "../ground.ts";
import { refreshIfDue } from "./refresh-metadata.ts";

/** Milliseconds between two looks: so late at most does a server know what another one took. */
const LOOK_MS = 10_000;

export interface FollowingMetadata {
  /** Resolves when no look is under way any more. */
  stop(): Promise<void>;
}

/** Renews the metadata when it is time, and follows what other servers of the same database took. The first look is at once. */
export function followMetadata(ground: Ground): FollowingMetadata {
  let look: Promise<void> | undefined;
  const lookOnce = () => {
    look ??= refreshIfDue(ground)
      .catch((err: unknown) => ground.log.error({ err }, "the authenticator metadata could not be looked after"))
      .finally(() => {
        look = undefined;
      });
  };
  lookOnce();
  const timer = setInterval(lookOnce, LOOK_MS);
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      await look;
    },
  };
}
