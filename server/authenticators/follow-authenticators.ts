import type { Metadata } from "../attestation/metadata.ts";
import { refreshIfDue } from "../attestation/refresh-metadata.ts";
import type { Ground } from "../ground.ts";
import { endUnfit } from "./end-unfit.ts";
import { rejudgeClaimed } from "./rejudge-claimed.ts";

/** Milliseconds between two looks: so late at most does a server know what another one took, or begin to end what does not fit. */
const LOOK_MS = 10_000;

export interface FollowingAuthenticators {
  /** Resolves when no look is under way any more. */
  stop(): Promise<void>;
}

/**
 * Renews the metadata when it is time, follows what other servers of the same database took, judges by it what was only claimed, and
 * ends what a published policy ends. The first look is at once; one that fails is logged, and the next one tries again.
 */
export function followAuthenticators(ground: Ground): FollowingAuthenticators {
  let look: Promise<void> | undefined;
  let judgedBy: Metadata | undefined;
  const rejudge = async () => {
    const { current } = ground.metadata;
    if (current === undefined || current === judgedBy) return;
    const attested = await rejudgeClaimed(ground, current);
    if (attested > 0) ground.log.info({ attested }, "passkeys whose make was claimed are attested now");
    if (!ground.stopping.aborted) judgedBy = current;
  };
  const lookOnce = () => {
    look ??= refreshIfDue(ground)
      .then(rejudge)
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
