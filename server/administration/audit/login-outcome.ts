import type { LoginOutcome } from "@nearside/shared/api/console/logins.ts";
import type { LoginState } from "../../register/logins/login.ts";

/** What came of a login, by the state in which it is stored. One that nobody ended is stored as open after its time: it is expired. */
export const OUTCOMES: Readonly<Record<LoginState["state"], LoginOutcome>> = {
  pending: "waiting",
  met: "waiting",
  waiting: "waiting",
  approved: "approved",
  redeemed: "issued",
  denied: "denied",
  expired: "expired",
  refused: "refused",
  withdrawn: "cancelled",
};
