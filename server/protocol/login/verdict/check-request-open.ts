import { refuse } from "@nearside/shared/chain/refusal.ts";
import type { VerdictCheck } from "./verdict-input.ts";

/** The login is `pending` or `met` (protocol §4.4). */
export const checkRequestOpen: VerdictCheck = (_chain, _known, { login }) => {
  if (login.state === "expired") refuse("request_expired", "request");
  if (login.state === "withdrawn") refuse("request_withdrawn", "request");
  if (login.state !== "pending" && login.state !== "met") refuse("request_settled", "request");
};
