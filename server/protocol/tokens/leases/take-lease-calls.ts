import type { LeaseCall } from "@nearside/shared/api/leases.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import { insertLeaseCalls } from "../../../register/tokens/lease-calls.ts";
import type { TokenFamily } from "../../../register/tokens/token-store.ts";
import { logRefusal } from "../../login/log-refusal.ts";

/**
 * Writes down what a keeper says that it did with tokens of its lease (protocol §12.3). The machine only reports it: nothing is decided by it.
 *
 * @param family whose session key has just been verified
 * @throws Refused `request_mismatch` if a token did not come out of this lease: then none of the calls is kept
 */
export const takeLeaseCalls = (
  services: WithClock & WithDb,
  { loginId }: TokenFamily,
  calls: readonly LeaseCall[],
): Promise<void> =>
  logRefusal(services, "lease_calls", loginId, async () => {
    const now = services.clock();
    const known = await services.db.transaction().execute((trx) => insertLeaseCalls(trx, loginId, calls, now));
    if (!known) refuse("request_mismatch", "calls.jti");
  });
