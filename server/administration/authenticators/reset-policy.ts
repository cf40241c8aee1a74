import { ANY_AUTHENTICATOR, takesAny } from "@nearside/shared/api/console/authenticator-policy.ts";
import type { Actor } from "../../platform/audit/actor.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import { ConsoleError } from "../../platform/http/console-error.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import type { WithMetadata } from "../../protocol/passkeys/metadata/known-metadata.ts";
import { findPolicy } from "../../register/passkeys/policy-store.ts";
import { publishPolicy } from "./publish-policy.ts";

/**
 * Takes any authenticator again that the configuration takes, where a policy lets nobody in any more (threat I6). What does not fit the
 * version before is not ended any further.
 *
 * @returns the new version; null where the one in force takes any already
 * @throws ConsoleError `not_permitted`, `conflict` where somebody publishes one at the same time
 */
export async function resetPolicy(
  services: WithClock & WithConfig & WithDb & WithMetadata,
  note: string | null,
  by: Actor,
): Promise<number | null> {
  const { version: after, policy } = await findPolicy(services.db);
  if (takesAny(policy)) return null;
  const asked = { policy: ANY_AUTHENTICATOR, note, endsUnfit: false, after };
  const published = await publishPolicy(services, asked, by);
  if (published.state !== "published") throw new ConsoleError("conflict");
  return published.version;
}
