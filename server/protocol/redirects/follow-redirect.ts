import type { RedirectState } from "@nearside/shared/api/authorizations.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { VOUCH_SECONDS } from "@nearside/shared/lifetimes.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import type { Holder, WithChanges } from "../../platform/waiting/changes.ts";
import { hold } from "../../platform/waiting/hold.ts";
import { findRedirect, type KeptRedirect } from "../../register/redirects/redirect-store.ts";

/** Tells its page how far it is. */
export function stateOf({ clock }: WithClock, kept: KeptRedirect): RedirectState {
  switch (kept.state) {
    case "asked":
      return clock() < kept.createdAt + VOUCH_SECONDS * 1000
        ? { state: "asked" }
        : { state: "refused", code: "keeper_missing" };
    case "vouched":
      return { state: "vouched", request_id: kept.loginId };
    case "coded":
      if (kept.deliveredAt !== null) return { state: "delivered" };
      return clock() < kept.codeExpiresAt
        ? { state: "vouched", request_id: kept.loginId }
        : { state: "refused", code: "not_told" };
    case "used":
      return { state: "delivered" }; // the one who has the verifier has the code
    case "refused":
      return { state: "refused", code: kept.reason };
  }
}

/**
 * Says how far it is, once that is something else than the page knows or the time of a held request is up (protocol §4.6).
 *
 * @param id any text
 * @throws Refused `request_unknown`, `other_session`
 */
export async function followRedirect(
  services: WithChanges & WithClock & WithDb,
  id: string,
  by: {
    readonly session: string;
    readonly known: RedirectState["state"];
    readonly holders: readonly Holder[];
    /** Aborted when the client hangs up. */
    readonly gone: AbortSignal;
  },
): Promise<RedirectState> {
  const read = async (): Promise<RedirectState> => {
    const kept = await findRedirect(services.db, id);
    if (kept === undefined) return refuse("request_unknown", "authorization");
    if (kept.browserSession !== by.session) return refuse("other_session", "cookie");
    return stateOf(services, kept);
  };
  return hold(
    services.changes,
    { subject: id, holders: by.holders, gone: by.gone },
    read,
    ({ state }) => state !== by.known,
  );
}
