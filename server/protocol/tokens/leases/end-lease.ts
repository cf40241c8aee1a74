import { refuse } from "@nearside/shared/chain/refusal.ts";
import { verifySignature } from "@nearside/shared/signing/jws.ts";
import { thumbprintOf } from "@nearside/shared/signing/keys.ts";
import { readAnyRequest } from "@nearside/shared/statements/elsewhere.ts";
import { leaseEnd } from "@nearside/shared/statements/lease-end.ts";
import { aboutMachine } from "../../../platform/audit/event-listeners.ts";
import { append } from "../../../platform/audit/event-log.ts";
import { leaseEnded } from "../../../platform/audit/events/leases.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import type { WithChanges } from "../../../platform/waiting/changes.ts";
import { findLogin } from "../../../register/logins/login-store.ts";
import { endFamily } from "../../../register/tokens/end-families.ts";
import { noteLeaseEnd } from "../../../register/tokens/lease-store.ts";
import { findFamilyEnd } from "../../../register/tokens/token-store.ts";
import { logRefusal } from "../../login/log-refusal.ts";
import { demandLease } from "./own-lease.ts";

/**
 * The keeper ends its lease and says why (protocol §12.3): by the session key, which no other party has, so that no stranger ends one
 * (threat A5). A second one has no effect.
 *
 * @throws Refused
 */
export async function endLease(services: WithChanges & WithClock & WithDb, id: string, text: string): Promise<void> {
  const family = await demandLease(services, id);
  const ended = await logRefusal(services, "end_lease", id, async () => {
    const signed = await leaseEnd.read(text);
    if ((await thumbprintOf(signed.header.jwk)) !== family.sessionJkt) refuse("key_mismatch", "lease_end.jwk");
    await verifySignature(signed, signed.header.jwk);
    const login = await findLogin(services.db, id);
    if (login === undefined) throw new Error("a lease lacks its login");
    if (signed.claims.request !== (await readAnyRequest(login.request)).hash)
      refuse("request_mismatch", "lease_end.request");
    const { reason } = signed.claims;
    const now = services.clock();
    return services.db.transaction().execute(async (trx) => {
      const isFirst = (await endFamily(trx, family.id, { reason: "logged_out", by: "client", now })) !== undefined;
      // a keeper may have given its tokens back first, and says why only now
      if (!isFirst && (await findFamilyEnd(trx, family.id)) !== "logged_out") return false;
      if (!(await noteLeaseEnd(trx, id, reason))) return false;
      await append(trx, leaseEnded(now, id, { family_id: family.id, reason }), aboutMachine(family));
      return true;
    });
  });
  if (ended) services.changes.announce(family.id);
}
