import type { AuthenticatorPolicy } from "@nearside/shared/api/console/authenticator-policy.ts";
import type { Ground } from "../ground.ts";
import type { Judge } from "./judge-passkey.ts";

/** That policy, with all else that this server judges by now. */
export const judgeOf = (
  { clock, config, metadata }: Pick<Ground, "clock" | "config" | "metadata">,
  policy: AuthenticatorPolicy,
): Judge => ({
  policy,
  metadata: metadata.current,
  acceptSynced: config.policy.acceptSyncedPasskeys,
  now: clock(),
});
