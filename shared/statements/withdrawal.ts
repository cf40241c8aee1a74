import * as v from "valibot";
import { withdrawalReasonSchema } from "../api/login-requests.ts";
import { sha256TextSchema } from "../ids.ts";
import { defineStatement, type Read } from "./statement.ts";

/** "Nobody waits for this login any more", by the session key (protocol §4.2). It ends the login, so a second one has no effect. */
export const withdrawal = defineStatement(
  "nearside-withdrawal+jwt",
  "jwk",
  v.strictObject({ request: sha256TextSchema, reason: withdrawalReasonSchema }),
);
export type Withdrawal = Read<typeof withdrawal>;
