import * as v from "valibot";
import { sha256TextSchema } from "../ids.ts";
import { defineStatement } from "./statement.ts";

/** The reasons for which a keeper ended its lease (protocol §12.3). */
export const LEASE_END_REASONS = [
  "process_ended",
  "screen_locked",
  "screen_unwatched",
  "idle",
  "given_back",
  "time",
  "keeper_stopped",
] as const;

/**
 * "This lease has ended here", by the session key (protocol §12.3). `request` is H(request). It ends the lease for good, so a second one
 * has no effect.
 */
export const leaseEnd = defineStatement(
  "nearside-lease-end+jwt",
  "jwk",
  v.strictObject({ request: sha256TextSchema, reason: v.picklist(LEASE_END_REASONS) }),
);
