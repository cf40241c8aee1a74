import { isRefusalCode } from "@nearside/shared/chain/refusal.ts";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { Refused } from "@nearside/shared/refused.ts";
import type { Role } from "@nearside/shared/roles.ts";
import { getCookie } from "hono/cookie";
import { checkExtensionStanding, checkPasskeyStanding, checkStanding } from "../directory/check-standing.ts";
import { findParty, type Party } from "../directory/party.ts";
import type { Ground } from "../ground.ts";
import type { Call } from "../http/route.ts";
import { ConsoleError } from "./console-error.ts";
import { demandProof } from "./demand-proof.ts";
import { type ConsoleSession, findSession, touchSession } from "./session-store.ts";

/** With the prefix `__Host-`. */
export const SESSION_COOKIE = "nearside_console";
const COOKIE_VALUE = /^[A-Za-z0-9_-]{43}$/;

/** Whoever is signed in, as it stands at this request. */
export interface SignedIn {
  readonly session: ConsoleSession;
  readonly user: { readonly id: string; readonly name: string; readonly display_name: string; readonly role: Role };
  readonly party: Party;
}

/**
 * The session that the request belongs to: its cookie, a proof by the page's own key for this very request, and everything that
 * the session rests on still in force (threats I5, R16).
 *
 * @throws ConsoleError `not_signed_in`
 */
export async function demandSession(ground: Ground, c: Call): Promise<SignedIn> {
  const session = await openSessionOf(ground, c);
  if (session === undefined) throw new ConsoleError("not_signed_in");
  await demandProof(ground, c, session.session_jkt);
  const party = await findParty(ground.db, session.bound_set_id);
  const user = await ground.db
    .selectFrom("users")
    .select(["id", "name", "display_name", "role"])
    .where("id", "=", session.user_id)
    .executeTakeFirst();
  if (party === undefined || user === undefined) throw new ConsoleError("not_signed_in");
  try {
    checkStanding(party);
    checkExtensionStanding(party, session.extension_jkt);
    checkPasskeyStanding(party, session.credential_id);
  } catch (cause) {
    if (!(cause instanceof Refused) || !isRefusalCode(cause.code)) throw cause;
    throw new ConsoleError("not_signed_in", { refusal: cause.code, cause });
  }
  await touchSession(ground.db, session, ground.clock());
  return { session, user, party };
}

/** The one that the request's cookie names, while it lasts. Whoever sent it has proven nothing yet. */
export async function openSessionOf(ground: Ground, c: Call): Promise<ConsoleSession | undefined> {
  const cookie = getCookie(c, SESSION_COOKIE, "host");
  if (cookie === undefined || !COOKIE_VALUE.test(cookie)) return undefined;
  return findSession(ground.db, await sha256Base64url(cookie), ground.clock());
}
