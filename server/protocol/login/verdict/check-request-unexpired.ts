import { refuse } from "@nearside/shared/chain/refusal.ts";
import type { VerdictCheck } from "./verdict-input.ts";

/** The request's time is not over (protocol §4.4). */
export const checkRequestUnexpired: VerdictCheck = (_chain, _known, { login, now }) => {
  if (now >= login.expiresAt) refuse("request_expired", "request.exp");
};
