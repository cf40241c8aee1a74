import * as v from "valibot";
import { actorSchema } from "../../platform/audit/actor.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import type { WithLog } from "../../platform/log/log.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock, WithStopping } from "../../platform/surroundings.ts";
import type { WithChanges } from "../../platform/waiting/changes.ts";
import { inRounds, type Rounds } from "../../platform/waiting/in-rounds.ts";
import { criteriaOf } from "../../protocol/passkeys/judge-passkey.ts";
import type { WithMetadata } from "../../protocol/passkeys/metadata/active-metadata.ts";
import type { Metadata } from "../../protocol/passkeys/metadata/authenticator-models.ts";
import type { WithMetadataRoots } from "../../protocol/passkeys/metadata/metadata-roots.ts";
import { refreshIfDue } from "../../protocol/passkeys/metadata/refresh-metadata.ts";
import { announce } from "../../protocol/revocation/revocation.ts";
import { revokePasskeyIn } from "../../protocol/revocation/revoke-passkey.ts";
import { findPolicy, markEnded } from "../../register/passkeys/policy-store.ts";
import { logTexts } from "../../texts/log.ts";
import { findUnfit } from "./dry-run.ts";
import { rejudgeClaimed } from "./rejudge-claimed.ts";

/** Passkeys that are ended between two reads of those that are left. The server may be stopped in between. */
const BATCH = 200;

/**
 * Ends every active passkey that does not fit the policy, if its author chose so. Each is one transaction, so that logins continue
 * meanwhile. The next round does what a crash left undone, and several servers may do it at once.
 *
 * @returns how many it ended
 */
export async function endUnfit(
  services: WithChanges & WithClock & WithConfig & WithDb & WithMetadata & WithStopping,
): Promise<number> {
  let ended = 0;
  for (;;) {
    const { version, policy, endsUnfit, endedAt, actor } = await findPolicy(services.db);
    if (!endsUnfit || endedAt !== null || actor === null || services.stopping.aborted) return ended;
    const unfit = await findUnfit(services.db, criteriaOf(services, policy), BATCH, { states: ["active"] });
    if (unfit.length === 0) {
      await services.db.transaction().execute((trx) => markEnded(trx, version, services.clock()));
      return ended;
    }
    const by = v.parse(actorSchema, JSON.parse(actor));
    for (const { credential_id, reason } of unfit) {
      const why = { by, note: logTexts.authenticators.policyReason({ version, reason }) };
      const revocation = await services.db
        .transaction()
        .execute((trx) => revokePasskeyIn(trx, services, credential_id, why));
      announce(services, revocation);
      if (revocation.state === "revoked") ended += 1;
    }
  }
}

/**
 * Milliseconds between two rounds. After at most this time a server learns what another one changed, and begins to end the
 * passkeys that do not fit.
 */
const LOOK_MS = 10_000;

/**
 * Renews the metadata when it is time, follows what other servers of the same database stored, judges by it the passkeys whose
 * make was only claimed, and ends what a published policy ends. The first round runs at once.
 */
export function followAuthenticators(
  services: WithChanges & WithClock & WithConfig & WithDb & WithLog & WithMetadata & WithMetadataRoots & WithStopping,
): Rounds {
  let judgedBy: Metadata | undefined;
  const rejudge = async () => {
    const { current } = services.metadata;
    if (current === undefined || current === judgedBy) return;
    const attested = await rejudgeClaimed(services, current);
    if (attested > 0) services.log.info({ attested }, logTexts.authenticators.nowAttested);
    if (!services.stopping.aborted) judgedBy = current;
  };
  const failed = logTexts.authenticators.failed;
  const rounds = inRounds({ every: LOOK_MS, log: services.log, failed, atOnce: true }, async () => {
    await refreshIfDue(services);
    await rejudge();
    const ended = await endUnfit(services);
    if (ended > 0) services.log.info({ ended }, logTexts.authenticators.unfitEnded);
  });
  services.changes.heed("authenticators", rounds.soon);
  return rounds;
}
