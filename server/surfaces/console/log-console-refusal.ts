import type { ConsoleCode } from "@nearside/shared/api/console/console-error.ts";
import type { Permission } from "@nearside/shared/roles.ts";
import { routePath } from "hono/route";
import { consoleRefused } from "../../platform/audit/events/console-sessions.ts";
import type { Call } from "../../platform/http/call.ts";
import type { WithAddressOf } from "../../platform/http/client-address.ts";
import { ConsoleError } from "../../platform/http/console-error.ts";
import type { WithLog } from "../../platform/log/log.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import type { SignedIn } from "./demand-session.ts";
import { storeRefusal } from "./store-refusal.ts";

type Logged = "not_permitted" | "own_enrolment" | "touch_invalid";
const isLogged = (code: ConsoleCode): code is Logged =>
  code === "not_permitted" || code === "own_enrolment" || code === "touch_invalid";

/** Logs a signed-in person's forbidden attempt in the security log before the person gets the refusal (threats I1, I5). */
export async function logConsoleRefusal<T>(
  services: WithAddressOf & WithClock & WithDb & WithLog,
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
      const event = consoleRefused(services.clock(), user.id, data);
      const about = { user: user.id, device: party.device.jkt, address: services.addressOf(c) };
      await storeRefusal(services, event, about);
    }
    throw error;
  }
}
