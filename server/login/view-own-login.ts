import type { OwnLoginDetail } from "@nearside/shared/api/console/own-logins.ts";
import { ConsoleError } from "../console/console-error.ts";
import type { Ground } from "../ground.ts";
import { findOpenings } from "./foreign-logins.ts";
import { findLogin } from "./login-store.ts";
import { findOwnLogin } from "./own-logins.ts";
import { describeLogin } from "./view-login.ts";

/**
 * One login of that person with all that was asked, how it was approved, and what it gave.
 *
 * @throws ConsoleError `unknown`, also where it is somebody else's
 */
export async function viewOwnLogin(ground: Ground, userId: string, id: string): Promise<OwnLoginDetail> {
  const row = await findOwnLogin(ground.db, userId, id, ground.clock());
  const login = row && (await findLogin(ground.db, row.id));
  if (row === undefined || login === undefined) throw new ConsoleError("unknown");
  return {
    ...(await describeLogin(ground, row, login)),
    opened_elsewhere: await findOpenings(ground.db, userId, login.id),
  };
}
