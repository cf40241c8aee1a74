import type { LoginDetail } from "@nearside/shared/api/console/logins.ts";
import type { OwnLogin, OwnLoginDetail } from "@nearside/shared/api/console/own-logins.ts";
import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { Refused } from "@nearside/shared/refused.ts";
import { readFacts } from "@nearside/shared/statements/facts.ts";
import { describeAuthenticator } from "../authenticators/describe-authenticator.ts";
import { ConsoleError } from "../console/console-error.ts";
import { findUsers } from "../directory/users.ts";
import type { Ground } from "../ground.ts";
import { demandFamilyStanding } from "../oauth/token-standing.ts";
import { findFamily } from "../oauth/token-store.ts";
import { areFactsKept, findEvidence } from "./evidence-store.ts";
import type { Login } from "./login.ts";
import { findLogin } from "./login-store.ts";
import { findAnyLogin } from "./own-logins.ts";
import { isOpen } from "./transitions.ts";

/** So many of its events are shown. */
const MOST_EVENTS = 100;

/** A login as it is shown: all that was asked, how it was approved, and what it gave. */
export type Described = Omit<OwnLoginDetail, "opened_elsewhere">;

/**
 * One login of anybody's, for readers of the security log.
 *
 * @throws ConsoleError `unknown`
 */
export async function viewLogin(ground: Ground, id: string): Promise<LoginDetail> {
  const row = await findAnyLogin(ground.db, id, ground.clock());
  const login = row && (await findLogin(ground.db, row.id));
  if (row === undefined || login === undefined) throw new ConsoleError("unknown");
  const person = (await findUsers(ground.db, [login.userId])).get(login.userId);
  if (person === undefined) throw new Error("a login lacks its user");
  return {
    ...(await describeLogin(ground, row, login)),
    person: { id: person.id, name: person.name, state: person.state },
    evidence: await evidenceOf(ground, login),
  };
}

export async function describeLogin(ground: Ground, row: OwnLogin, login: Login): Promise<Described> {
  const { context, authorization_details } = readFacts(login.facts);
  return {
    login: row,
    context,
    authorization_details,
    browser: await browserOf(ground, login),
    approved: await approvalOf(ground, login),
    reason: login.state === "refused" ? login.reason : null,
    granted: await grantedBy(ground, login),
    events: await eventsOf(ground, login.id),
  };
}

async function evidenceOf({ db, clock }: Ground, login: Login): Promise<LoginDetail["evidence"]> {
  if (login.state !== "redeemed") return { state: isOpen(login) && login.expiresAt > clock() ? "not_yet" : "no_token" };
  const stored = await findEvidence(db, login.id);
  if (stored === undefined) throw new Error("a redeemed login lacks its evidence");
  if (!areFactsKept(stored)) return { state: "facts_erased" };
  const { exp } = (await accessToken.read(stored.chain.access_token)).claims;
  return { state: "kept", token_until: exp * 1000 };
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
