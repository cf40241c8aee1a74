import type { Permission } from "@nearside/shared/roles.ts";
import { routePath } from "hono/route";
import { appendRefusal } from "../audit/append-refusal.ts";
import { consoleRefused } from "../audit/events/console-refused.ts";
import { findParty } from "../directory/party.ts";
import type { Ground } from "../ground.ts";
import type { Call } from "../http/route.ts";
import { ConsoleError } from "./console-error.ts";
import { openSessionOf } from "./demand-session.ts";

/**
 * The cookie of an open session that a page of another origin sends, or that comes without its page's key, is in somebody else's
 * hand: the security log says whose it was, before whoever holds it hears of it (threat I5). Of a cookie that opens nothing there
 * is nothing to tell.
 */
export async function logForeignHand<T>(
  ground: Ground,
  c: Call,
  permission: Permission,
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof ConsoleError && isLogged(error)) await tell(ground, c, permission, error);
    throw error;
  }
}

type Code = "foreign_request" | "not_signed_in";
/** Where something that the session rests on has ended, its person is told which: nobody else's hand is in it. */
const isLogged = (error: ConsoleError): error is ConsoleError & { readonly code: Code } =>
  error.code === "foreign_request" || (error.code === "not_signed_in" && error.refusal === undefined);

async function tell(ground: Ground, c: Call, permission: Permission, { code }: { readonly code: Code }): Promise<void> {
  const session = await openSessionOf(ground, c);
  if (session === undefined) return;
  const party = await findParty(ground.db, session.bound_set_id);
  const event = consoleRefused(ground.clock(), session.user_id, {
    code,
    permission,
    path: routePath(c),
    refusal: null,
  });
  const device = party === undefined ? {} : { device: party.device.jkt };
  const about = { user: session.user_id, ...device, address: ground.addressOf(c) };
  await ground.db.transaction().execute((trx) => appendRefusal(trx, event, about));
}
