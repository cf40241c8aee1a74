import { refreshIfDue } from "../attestation/refresh-metadata.ts";
import type { Ground } from "../ground.ts";
import { endUnfit } from "./end-unfit.ts";

/** Milliseconds between two looks: so late at most does a server know what another one took, or begin to end what does not fit. */
const LOOK_MS = 10_000;

export interface FollowingAuthenticators {
  /** Resolves when no look is under way any more. */
  stop(): Promise<void>;
}

/**
 * Renews the metadata when it is time, follows what other servers of the same database took, and ends what a published policy
 * ends. The first look is at once; one that fails is logged, and the next one tries again.
 */
export function followAuthenticators(ground: Ground): FollowingAuthenticators {
  let look: Promise<void> | undefined;
  const lookOnce = () => {
    look ??= refreshIfDue(ground)
      .then(() => endUnfit(ground))
      .then((ended) => {
        if (ended > 0) ground.log.info({ ended }, "passkeys that do not fit the authenticator policy were ended");
      })
      .catch((err: unknown) => ground.log.error({ err }, "the authenticators could not be looked after"))
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
