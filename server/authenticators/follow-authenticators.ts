import type { Metadata } from "../attestation/metadata.ts";
import { refreshIfDue } from "../attestation/refresh-metadata.ts";
import type { Ground } from "../ground.ts";
import { inRounds, type Rounds } from "../in-rounds.ts";
import { endUnfit } from "./end-unfit.ts";
import { rejudgeClaimed } from "./rejudge-claimed.ts";

/** Milliseconds between two looks: so late at most does a server know what another one took, or begin to end what does not fit. */
const LOOK_MS = 10_000;

/**
 * Renews the metadata when it is time, follows what other servers of the same database took, judges by it what was only claimed, and
 * ends what a published policy ends. The first look is at once.
 */
export function followAuthenticators(ground: Ground): Rounds {
  let judgedBy: Metadata | undefined;
  const rejudge = async () => {
    const { current } = ground.metadata;
    if (current === undefined || current === judgedBy) return;
    const attested = await rejudgeClaimed(ground, current);
    if (attested > 0) ground.log.info({ attested }, "passkeys whose make was claimed are attested now");
    if (!ground.stopping.aborted) judgedBy = current;
  };
  const failed = "the authenticators could not be looked after";
  return inRounds({ every: LOOK_MS, log: ground.log, failed, atOnce: true }, async () => {
    await refreshIfDue(ground);
    await rejudge();
    const ended = await endUnfit(ground);
    if (ended > 0) ground.log.info({ ended }, "passkeys that do not fit the authenticator policy were ended");
  });
}
