import type { OwnLoginDetail } from "@nearside/shared/api/console/own-logins.ts";
import { ConsoleError } from "../../platform/http/console-error.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import { findLogin } from "../../register/logins/login-store.ts";
import type { WithTokensInForce } from "../../register/tokens/tokens-in-force.ts";
import type { WithMetadata } from "../passkeys/metadata/known-metadata.ts";
import { findOpenings } from "./foreign-logins.ts";
import { findOwnLogin } from "./own-logins.ts";
import { describeLogin } from "./view-login.ts";

/**
 * One login of that person with all that was asked, how it was approved, and what it gave.
 *
 * @throws ConsoleError `unknown`, also where it is somebody else's
 */
export async function viewOwnLogin(
  services: WithClock & WithDb & WithMetadata & WithTokensInForce,
  userId: string,
  id: string,
): Promise<OwnLoginDetail> {
  const row = await findOwnLogin(services.db, userId, id, services.clock());
  const login = row && (await findLogin(services.db, row.id));
  if (row === undefined || login === undefined) throw new ConsoleError("unknown");
  return {
    ...(await describeLogin(services, row, login)),
    opened_elsewhere: await findOpenings(services.db, userId, login.id),
  };
}
