import { inRounds, type Rounds } from "../../platform/waiting/in-rounds.ts";
import type { Metadata } from "../../protocol/passkeys/metadata/metadata.ts";
import { refreshIfDue } from "../../protocol/passkeys/metadata/refresh-metadata.ts";
import type { AuthenticatorServices } from "./authenticator-services.ts";
import { endUnfit } from "./end-unfit.ts";
import { rejudgeClaimed } from "./rejudge-claimed.ts";

/** Milliseconds between two looks: so late at most does a server know what another one took, or begin to end what does not fit. */
const LOOK_MS = 10_000;

/**
 * Renews the metadata when it is time, follows what other servers of the same database took, judges by it what was only claimed, and
 * ends what a published policy ends. The first look is at once.
 */
export function followAuthenticators(services: AuthenticatorServices): Rounds {
  let judgedBy: Metadata | undefined;
  const rejudge = async () => {
    const { current } = services.metadata;
    if (current === undefined || current === judgedBy) return;
    const attested = await rejudgeClaimed(services, current);
    if (attested > 0) services.log.info({ attested }, "passkeys whose make was claimed are attested now");
    if (!services.stopping.aborted) judgedBy = current;
  };
  const failed = "the authenticators could not be looked after";
  return inRounds({ every: LOOK_MS, log: services.log, failed, atOnce: true }, async () => {
    await refreshIfDue(services);
    await rejudge();
    const ended = await endUnfit(services);
    if (ended > 0) services.log.info({ ended }, "passkeys that do not fit the authenticator policy were ended");
  });
}
