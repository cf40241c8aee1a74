import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { getCookie } from "hono/cookie";
import type { WithConfig } from "../../platform/config/config.ts";
import type { Call } from "../../platform/http/call.ts";
import { ConsoleError } from "../../platform/http/console-error.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import { type BreakGlassUse, isOpen } from "../../register/recovery/hold-break-glass-use.ts";
import { demandProof } from "./demand-proof.ts";

/** The cookie's name, to which the prefix `__Host-` is added. It is not a session's, and opens nothing in the console. */
export const BREAK_GLASS_COOKIE = "nearside_break_glass";
const COOKIE_VALUE = /^[A-Za-z0-9_-]{43}$/;

/**
 * Demands what a break-glass code opened, from the page where it was typed: its cookie, and a proof by the page's own key (threat
 * R27).
 *
 * @throws ConsoleError `not_signed_in`
 */
export async function demandBreakGlass(services: WithClock & WithConfig & WithDb, c: Call): Promise<BreakGlassUse> {
  const cookie = getCookie(c, BREAK_GLASS_COOKIE, "host");
  if (cookie === undefined || !COOKIE_VALUE.test(cookie)) throw new ConsoleError("not_signed_in");
  const hash = await sha256Base64url(cookie);
  const use = await services.db
    .selectFrom("break_glass_uses")
    .selectAll()
    .where("session_hash", "=", hash)
    .executeTakeFirst();
  if (use === undefined || !isOpen(use, services.clock())) throw new ConsoleError("not_signed_in");
  await demandProof(services, c, use.session_jkt);
  return use;
}
