import { isRefusalCode } from "@nearside/shared/chain/refusal.ts";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { Refused } from "@nearside/shared/refused.ts";
import type { Role } from "@nearside/shared/roles.ts";
import { getCookie } from "hono/cookie";
import type { WithConfig } from "../../platform/config/config.ts";
import type { Call } from "../../platform/http/call.ts";
import { ConsoleError } from "../../platform/http/console-error.ts";
import type { Db, WithDb } from "../../platform/store/database.ts";
import { DiskFull } from "../../platform/store/disk-trouble.ts";
import { fixedQuery } from "../../platform/store/fixed-query.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import { checkExtensionActive, checkPasskeyActive } from "../../register/machines/check-active.ts";
import { findParty } from "../../register/machines/find-party.ts";
import type { Party } from "../../register/machines/party.ts";
import { type ConsoleSession, findSession, touchSession } from "../../register/sessions/session-store.ts";
import { demandProof } from "./demand-proof.ts";

/** The cookie's name, to which the prefix `__Host-` is added. */
export const SESSION_COOKIE = "nearside_console";
const COOKIE_VALUE = /^[A-Za-z0-9_-]{43}$/;

/** The person who is signed in, in the state of this request. */
export interface SignedIn {
  readonly session: ConsoleSession;
  readonly user: { readonly id: string; readonly name: string; readonly display_name: string; readonly role: Role };
  readonly party: Party;
}

const userOf = fixedQuery<{ id: string }>()((db, value) =>
  db.selectFrom("users").select(["id", "name", "display_name", "role"]).where("id", "=", value("id")),
);

/**
 * Demands the session that the request belongs to: its cookie, a proof by the page's own key for this very request, and that
 * everything that the session depends on is still active (threats I5, R16).
 *
 * @throws ConsoleError `not_signed_in`
 */
export async function demandSession(services: WithClock & WithConfig & WithDb, c: Call): Promise<SignedIn> {
  const session = await openSessionOf(services, c);
  if (session === undefined) throw new ConsoleError("not_signed_in");
  await demandProof(services, c, session.session_jkt);
  const party = await activePartyOf(services.db, session);
  const [user] = await userOf(services.db, { id: session.user_id });
  if (party === undefined || user === undefined) throw new ConsoleError("not_signed_in");
  await touchSession(services.db, session, services.clock()).catch((error: unknown) => {
    if (!(error instanceof DiskFull)) throw error; // reading continues, and the session ends as if this request had not been made
  });
  return { session, user, party };
}

/** @throws ConsoleError `not_signed_in`, with the refusal that names what is no longer active */
async function activePartyOf(db: Db, session: ConsoleSession): Promise<Party | undefined> {
  try {
    const party = await findParty(db, { boundSet: session.bound_set_id });
    if (party === undefined) return undefined;
    checkExtensionActive(party, session.extension_jkt);
    checkPasskeyActive(party, session.credential_id);
    return party;
  } catch (cause) {
    if (!(cause instanceof Refused) || !isRefusalCode(cause.code)) throw cause;
    throw new ConsoleError("not_signed_in", { refusal: cause.code, cause });
  }
}

/** Finds the session that the request's cookie names, while it lasts. The sender has proven nothing yet. */
export async function openSessionOf(services: WithClock & WithDb, c: Call): Promise<ConsoleSession | undefined> {
  const cookie = getCookie(c, SESSION_COOKIE, "host");
  if (cookie === undefined || !COOKIE_VALUE.test(cookie)) return undefined;
  return findSession(services.db, await sha256Base64url(cookie), services.clock());
}
