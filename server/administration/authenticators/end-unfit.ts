import * as v from "valibot";
import { actorSchema } from "../../platform/audit/actor.ts";
import { judgeOf } from "../../protocol/passkeys/judge-of.ts";
import { announce } from "../../protocol/revocation/revocation.ts";
import { revokePasskeyIn } from "../../protocol/revocation/revoke-passkey.ts";
import { findPolicy, markEnded } from "../../register/passkeys/policy-store.ts";
import type { AuthenticatorServices } from "./authenticator-services.ts";
import { findUnfit } from "./dry-run.ts";

/** Between two looks at what is left; the server may be asked to stop there. */
const BATCH = 200;

/**
 * Ends every passkey in force that does not fit the policy, where whoever published it said so: one transaction each, so that
 * logins go on meanwhile. What a crash left undone is done at the next look; several servers may do it at once.
 *
 * @returns how many it ended
 */
export async function endUnfit(services: AuthenticatorServices): Promise<number> {
  let ended = 0;
  for (;;) {
    const { version, policy, endsUnfit, endedAt, actor } = await findPolicy(services.db);
    if (!endsUnfit || endedAt !== null || actor === null || services.stopping.aborted) return ended;
    const unfit = await findUnfit(services.db, judgeOf(services, policy), BATCH, { states: ["active"] });
    if (unfit.length === 0) {
      await services.db.transaction().execute((trx) => markEnded(trx, version, services.clock()));
      return ended;
    }
    const by = v.parse(actorSchema, JSON.parse(actor));
    for (const { credential_id, reason } of unfit) {
      const why = { by, note: `authenticator policy ${version}: ${reason}` };
      const revocation = await services.db
        .transaction()
        .execute((trx) => revokePasskeyIn(trx, services, credential_id, why));
      announce(services, revocation);
      if (revocation.state === "revoked") ended += 1;
    }
  }
}
