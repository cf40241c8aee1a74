import type { Actor } from "../../platform/audit/actor.ts";
import { ConsoleError } from "../../platform/http/console-error.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import type { WithChanges } from "../../platform/waiting/changes.ts";
import { holdPerson } from "../../register/people/hold-person.ts";
import { endFamily } from "../../register/tokens/end-families.ts";
import { findLease } from "../../register/tokens/lease-store.ts";
import { findFamily } from "../../register/tokens/token-store.ts";
import { consoleTexts } from "../../texts/console.ts";
import { revoking } from "./revocation.ts";

/**
 * Ends a lease of anybody's, or one's own, with every token from it. Its keeper learns this at once.
 *
 * @param own true for the account: another person's lease is answered like one that does not exist
 * @throws ConsoleError `unknown`, `not_permitted`; `conflict` if it had ended
 */
export async function endLease(
  services: WithChanges & WithClock & WithDb,
  id: string,
  by: Actor,
  { own }: { readonly own: boolean },
): Promise<void> {
  await revoking(services, by, async (trx) => {
    const lease = await findLease(trx, id);
    const family = lease && (await findFamily(trx, { id: lease.familyId }));
    const isTheirs = by.kind === "person" && family?.userId === by.userId;
    if (family === undefined || (own && !isTheirs)) throw new ConsoleError("unknown");
    if (!own) await holdPerson(trx, by, family.userId);
    const reason = isTheirs ? "ended_by_person" : "ended_by_administrator";
    if ((await endFamily(trx, family.id, { reason, by, now: services.clock() })) === undefined)
      throw new ConsoleError("conflict", {
        description: consoleTexts.account.leaseEnded,
      });
    return { state: "ended", ended: { logins: [], enrolments: [], machines: [], families: [family.id] } };
  });
}
