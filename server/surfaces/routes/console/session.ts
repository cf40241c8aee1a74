import type { SessionAnswer } from "@nearside/shared/api/console/session.ts";
import { deleteCookie } from "hono/cookie";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import { SESSION_IDLE_MS } from "../../../register/sessions/session-store.ts";
import type { ConsoleCall } from "../../console/console-route.ts";
import { SESSION_COOKIE } from "../../console/demand-session.ts";
import { signOut } from "../../console/sign-out.ts";

/** GET /api/console/session: who is signed in here. */
export const consoleSession =
  (services: WithClock & WithDb) =>
  async ({ c, who: { user, party, session } }: ConsoleCall) => {
    const browser = await services.db
      .selectFrom("extensions")
      .select("browser")
      .where("jkt", "=", session.extension_jkt)
      .executeTakeFirst();
    const now = services.clock();
    return c.json({
      now,
      user,
      machine: { device: party.device.jkt, hostname: party.device.hostname, browser: browser?.browser ?? "" },
      signed_in_at: session.created_at,
      idle_ends_at: Math.min(now + SESSION_IDLE_MS, session.expires_at),
      ends_at: session.expires_at,
    } satisfies SessionAnswer);
  };

/** POST /api/console/sign-out. */
export const consoleSignOut =
  (services: WithClock & WithDb) =>
  async ({ c, who }: ConsoleCall) => {
    await signOut(services, who);
    deleteCookie(c, SESSION_COOKIE, { prefix: "host", secure: true, path: "/" });
    return c.json({});
  };
