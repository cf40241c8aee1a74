import type { Permission } from "@nearside/shared/roles.ts";
import { routePath } from "hono/route";
import { consoleRefused } from "../../platform/audit/events/console-sessions.ts";
import type { Call } from "../../platform/http/call.ts";
import type { WithAddressOf } from "../../platform/http/client-address.ts";
import { ConsoleError } from "../../platform/http/console-error.ts";
import type { WithLog } from "../../platform/log/log.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import { findPartyInAnyState } from "../../register/machines/party.ts";
import { openSessionOf } from "./demand-session.ts";
import { storeRefusal } from "./store-refusal.ts";

/**
 * The cookie of an open session that a page of another origin sends, or that comes without a proof by its page's key, is in
 * somebody else's hand: the security log names the session's person before the sender gets the refusal (threat I5). A cookie that
 * opens nothing gives nothing to log.
 */
export async function logForeignHand<T>(
  services: WithAddressOf & WithClock & WithDb & WithLog,
  c: Call,
  permission: Permission,
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof ConsoleError && isLogged(error)) await tell(services, c, permission, error);
    throw error;
  }
}

type Code = "foreign_request" | "not_signed_in";
/** If something that the session depends on has ended, its person is told which: the cookie is in nobody else's hand. */
const isLogged = (error: ConsoleError): error is ConsoleError & { readonly code: Code } =>
  error.code === "foreign_request" || (error.code === "not_signed_in" && error.refusal === undefined);

async function tell(
  services: WithAddressOf & WithClock & WithDb & WithLog,
  c: Call,
  permission: Permission,
  { code }: { readonly code: Code },
): Promise<void> {
  const session = await openSessionOf(services, c);
  if (session === undefined) return;
  const party = await findPartyInAnyState(services.db, { boundSet: session.bound_set_id }, "the log names it");
  const event = consoleRefused(services.clock(), session.user_id, {
    code,
    permission,
    path: routePath(c),
    refusal: null,
  });
  const device = party === undefined ? {} : { device: party.device.jkt };
  const about = { user: session.user_id, ...device, address: services.addressOf(c) };
  await storeRefusal(services, event, about);
}
