import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { getCookie } from "hono/cookie";
import { type BreakGlassUse, isOpen } from "../break-glass/hold-use.ts";
import type { Ground } from "../ground.ts";
import type { Call } from "../http/route.ts";
import { ConsoleError } from "./console-error.ts";
import { demandOwnPage } from "./demand-own-page.ts";
import { demandProof } from "./demand-proof.ts";

/** With the prefix `__Host-`. Another one than a session's: it opens nothing of the console. */
export const BREAK_GLASS_COOKIE = "nearside_break_glass";
const COOKIE_VALUE = /^[A-Za-z0-9_-]{43}$/;

/**
 * What a break-glass code opened, for the page that typed it: its cookie, and a proof by its own key (threat R27).
 *
 * @throws ConsoleError `foreign_request`, `not_signed_in`
 */
export async function demandBreakGlass(ground: Ground, c: Call): Promise<BreakGlassUse> {
  demandOwnPage(ground.config, c);
  const cookie = getCookie(c, BREAK_GLASS_COOKIE, "host");
  if (cookie === undefined || !COOKIE_VALUE.test(cookie)) throw new ConsoleError("not_signed_in");
  const hash = await sha256Base64url(cookie);
  const use = await ground.db
    .selectFrom("break_glass_uses")
    .selectAll()
    .where("session_hash", "=", hash)
    .executeTakeFirst();
  if (use === undefined || !isOpen(use, ground.clock())) throw new ConsoleError("not_signed_in");
  await demandProof(ground, c, use.session_jkt);
  return use;
}
