import type { Permission } from "@nearside/shared/roles.ts";
import { routePath } from "hono/route";
import { appendRefusal } from "../audit/append-refusal.ts";
import { consoleRefused } from "../audit/events/console-refused.ts";
import type { Ground } from "../ground.ts";
import type { Call } from "../http/route.ts";
import { type ConsoleCode, ConsoleError } from "./console-error.ts";
import type { SignedIn } from "./demand-session.ts";

type Logged = "not_permitted" | "own_enrolment" | "touch_invalid";
const isLogged = (code: ConsoleCode): code is Logged =>
  code === "not_permitted" || code === "own_enrolment" || code === "touch_invalid";

/** What somebody who is signed in tried and may not goes to the security log before they hear of it (threats I1, I5). */
export async function logConsoleRefusal<T>(
  ground: Ground,
  c: Call,
  { user, party }: SignedIn,
  permission: Permission,
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof ConsoleError && isLogged(error.code)) {
      const data = { code: error.code, permission, path: routePath(c), refusal: error.refusal ?? null };
      const event = consoleRefused(ground.clock(), user.id, data);
      const about = { user: user.id, device: party.device.jkt, address: ground.addressOf(c) };
      await ground.db.transaction().execute((trx) => appendRefusal(trx, event, about));
    }
    throw error;
  }
}
