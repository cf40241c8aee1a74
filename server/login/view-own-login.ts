import type { OwnLoginDetail } from "@nearside/shared/api/console/own-logins.ts";
import { Refused } from "@nearside/shared/refused.ts";
import { readFacts } from "@nearside/shared/statements/facts.ts";
import { describeAuthenticator } from "../authenticators/describe-authenticator.ts";
import { ConsoleError } from "../console/console-error.ts";
import type { Ground } from "../ground.ts";
import { demandFamilyStanding } from "../oauth/token-standing.ts";
import { findFamily } from "../oauth/token-store.ts";
import { findOpenings } from "./foreign-logins.ts";
import type { Login } from "./login.ts";
import { findLogin } from "./login-store.ts";
import { findOwnLogin } from "./own-logins.ts";

/** What is shown of what happened. */
const MOST_EVENTS = 100;

/**
 * One login of that person with all that was asked, how it was approved, and what it gave.
 *
 * @throws ConsoleError `unknown`, also where it is somebody else's
 */
export async function viewOwnLogin(ground: Ground, userId: string, id: string): Promise<OwnLoginDetail> {
  const row = await findOwnLogin(ground.db, userId, id, ground.clock());
  const login = row && (await findLogin(ground.db, row.id));
  if (row === undefined || login === undefined) throw new ConsoleError("unknown");
  const { context, authorization_details } = readFacts(login.facts);
  return {
    login: row,
    context,
    authorization_details,
    browser: await browserOf(ground, login),
    approved: await approvalOf(ground, login),
    reason: login.state === "refused" ? login.reason : null,
    granted: await grantedBy(ground, login),
    opened_elsewhere: await findOpenings(ground.db, userId, login.id),
    events: await eventsOf(ground, login.id),
  };
}

async function browserOf({ db }: Pick<Ground, "db">, login: Login): Promise<string | null> {
  if (!("meeting" in login)) return null;
  const extension = await db
    .selectFrom("extensions")
    .select("browser")
    .where("jkt", "=", login.meeting.extension_jkt)
    .executeTakeFirst();
  return extension?.browser ?? null;
}

async function approvalOf(ground: Ground, login: Login): Promise<OwnLoginDetail["approved"]> {
  if (!("approval" in login)) return null;
  const { assertion, approved_at } = login.approval;
  const passkey = await ground.db
    .selectFrom("passkeys")
    .select(["aaguid", "attestation_verdict"])
    .where("credential_id", "=", assertion.id)
    .executeTakeFirst();
  if (passkey === undefined) return null;
  return { at: approved_at * 1000, passkey: assertion.id, authenticator: describeAuthenticator(ground, passkey) };
}

async function grantedBy(ground: Ground, { id }: Login): Promise<OwnLoginDetail["granted"]> {
  const family = await findFamily(ground.db, { loginId: id });
  if (family === undefined) return null;
  const { scope, expiresAt: until } = family;
  const of = (state: NonNullable<OwnLoginDetail["granted"]>["state"]) => ({ id: family.id, scope, state, until });
  if (family.state === "revoked") return of("ended");
  if (until <= ground.clock()) return of("over");
  try {
    await demandFamilyStanding(ground.db, ground, family.id);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return of("fallen");
  }
  return of("in_force");
}

async function eventsOf({ db }: Pick<Ground, "db">, id: string): Promise<OwnLoginDetail["events"]> {
  const rows = await db
    .selectFrom("events")
    .select(["seq", "at", "kind"])
    .where("subject", "=", id)
    .orderBy("seq")
    .limit(MOST_EVENTS)
    .execute();
  return rows.map(({ seq, ...row }) => ({ ...row, seq: Number(seq) }));
}
