import type { LoginOutcome } from "@nearside/shared/api/console/logins.ts";
import type { LoginState } from "../../register/logins/login.ts";

/** Gives the outcome for each state in which a login is stored. A login that nobody ended is stored as open after its time, and counts as expired. */
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
