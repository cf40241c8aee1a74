import type { AuthenticatorPolicy } from "@nearside/shared/api/console/authenticator-policy.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import type { Judge } from "./judge-passkey.ts";
import type { WithMetadata } from "./metadata/known-metadata.ts";

/** Joins that policy with everything else that this server judges by now. */
export const judgeOf = (
  { clock, config, metadata }: WithClock & WithConfig & WithMetadata,
  policy: AuthenticatorPolicy,
): Judge => ({
  policy,
  metadata: metadata.current,
  acceptSynced: config.policy.acceptSyncedPasskeys,
  now: clock(),
});
