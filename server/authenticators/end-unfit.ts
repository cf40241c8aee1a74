import * as v from "valibot";
import { actorSchema } from "../audit/actor.ts";
import type { Ground } from "../ground.ts";
import { announce } from "../revocation/revocation.ts";
import { revokePasskeyIn } from "../revocation/revoke-passkey.ts";
import { findUnfit } from "./dry-run.ts";
import { judgeOf } from "./judge-of.ts";
import { findPolicy, markEnded } from "./policy-store.ts";

/** Between two looks at what is left; the server may be asked to stop there. */
const BATCH = 200;

/**
 * Ends every passkey in force that does not fit the policy, where whoever published it said so: one transaction each, so that
 * logins go on meanwhile. What a crash left undone is done at the next look; several servers may do it at once.
 *
 * @returns how many it ended
 */
export async function endUnfit(ground: Ground): Promise<number> {
  let ended = 0;
  for (;;) {
    const { version, policy, endsUnfit, endedAt, actor } = await findPolicy(ground.db);
    if (!endsUnfit || endedAt !== null || actor === null || ground.stopping.aborted) return ended;
    const unfit = await findUnfit(ground.db, judgeOf(ground, policy), BATCH, { states: ["active"] });
    if (unfit.length === 0) {
      await ground.db.transaction().execute((trx) => markEnded(trx, version, ground.clock()));
      return ended;
    }
    const by = v.parse(actorSchema, JSON.parse(actor));
    for (const { credential_id, reason } of unfit) {
      const why = { by, note: `authenticator policy ${version}: ${reason}` };
      const revocation = await ground.db
        .transaction()
        .execute((trx) => revokePasskeyIn(trx, ground, credential_id, why));
      announce(ground, revocation);
      if (revocation.state === "revoked") ended += 1;
    }
  }
}
