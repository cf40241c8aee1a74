import * as v from "valibot";
import { sha256TextSchema } from "../ids.ts";
import { defineStatement, type Read } from "./statement.ts";

/**
 * The reason for which its own command line ended a login: the command line itself ended, or the login was only a test
 * of the browser.
 */
export const withdrawalReasonSchema = v.picklist(["ended", "tested"]);
export type WithdrawalReason = v.InferOutput<typeof withdrawalReasonSchema>;

/**
 * "The command line no longer waits for this login", by the session key (protocol §4.2). `request` is H(request). It ends the login, so a
 * second one has no effect.
 */
export const withdrawal = defineStatement(
  "nearside-withdrawal+jwt",
  "jwk",
  v.strictObject({ request: sha256TextSchema, reason: withdrawalReasonSchema }),
);
export type Withdrawal = Read<typeof withdrawal>;
