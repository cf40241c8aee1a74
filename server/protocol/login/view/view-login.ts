import type { LoginDetail } from "@nearside/shared/api/console/logins.ts";
import type { OwnLogin, OwnLoginDetail } from "@nearside/shared/api/console/own-logins.ts";
import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { Refused } from "@nearside/shared/refused.ts";
import { decision } from "@nearside/shared/statements/decision.ts";
import { type Facts, readFacts } from "@nearside/shared/statements/facts.ts";
import { ConsoleError } from "../../../platform/http/console-error.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import { typedTexts } from "../../../register/logins/erase-facts.ts";
import { findEvidence, hasFacts } from "../../../register/logins/evidence-store.ts";
import type { Login } from "../../../register/logins/login.ts";
import { findLogin } from "../../../register/logins/login-store.ts";
import { isOpen } from "../../../register/logins/transitions.ts";
import { findUsers } from "../../../register/people/users.ts";
import type { WithActiveTokens } from "../../../register/tokens/active-tokens.ts";
import { findFamily } from "../../../register/tokens/token-store.ts";
import { describeAuthenticator } from "../../passkeys/describe-authenticator.ts";
import type { WithMetadata } from "../../passkeys/metadata/active-metadata.ts";
import { peerOf } from "../decide/judge-proof.ts";
import { findOpenings } from "./foreign-logins.ts";
import { entriesOf, loginTimeline } from "./login-timeline.ts";
import { findAnyLogin, findOwnLogin } from "./own-logins.ts";
import { placeOfLogin } from "./place-of-login.ts";

/** A login as it is shown: all that was asked, how it was approved, and what it gave. */
type Described = Omit<OwnLoginDetail, "opened_elsewhere" | "events">;

/**
 * Describes any person's login, for readers of the security log.
 *
 * @throws ConsoleError `unknown`
 */
export async function viewLogin(
  services: WithClock & WithDb & WithMetadata & WithActiveTokens,
  id: string,
): Promise<LoginDetail> {
  const row = await findAnyLogin(services.db, id, services.clock());
  const login = row && (await findLogin(services.db, row.id));
  if (row === undefined || login === undefined) throw new ConsoleError("unknown");
  const person = (await findUsers(services.db, [login.userId])).get(login.userId);
  if (person === undefined) throw new Error("a login lacks its user");
  const described = await describeLogin(services, row, login);
  return {
    ...described,
    events: await loginTimeline(services.db, login.id, described.granted?.id),
    person: { id: person.id, name: person.name, state: person.state },
    evidence: await evidenceOf(services, login),
  };
}

async function describeLogin(
  services: WithClock & WithDb & WithMetadata & WithActiveTokens,
  row: OwnLogin,
  login: Login,
): Promise<Described> {
  const facts = readFacts(login.facts);
  const { context, authorization_details } = facts;
  return {
    login: row,
    context,
    authorization_details,
    browser: await browserOf(services, login),
    channel: "meeting" in login ? ((await peerOf({ meeting: login.meeting, facts })).channel ?? null) : null,
    place: await placeOfLogin(services.db, login.deviceJkt, facts),
    approved: await approvalOf(services, login),
    reason: login.state === "refused" || isTest(login) ? login.reason : null,
    said: login.state === "denied" ? (login.reason ?? null) : null,
    ...(await typedFor(login, facts)),
    granted: await grantedBy(services, login),
  };
}

async function evidenceOf({ db, clock }: WithClock & WithDb, login: Login): Promise<LoginDetail["evidence"]> {
  if (login.state !== "redeemed") return { state: isOpen(login) && login.expiresAt > clock() ? "not_yet" : "no_token" };
  const stored = await findEvidence(db, login.id);
  if (stored === undefined) throw new Error("a redeemed login lacks its evidence");
  if (!hasFacts(stored)) return { state: "facts_erased" };
  const { exp } = (await accessToken.read(stored.chain.access_token)).claims;
  return { state: "kept", token_until: exp * 1000 };
}

async function browserOf({ db }: WithDb, login: Login): Promise<string | null> {
  if (!("meeting" in login)) return null;
  const extension = await db
    .selectFrom("extensions")
    .select("browser")
    .where("jkt", "=", login.meeting.extension_jkt)
    .executeTakeFirst();
  return extension?.browser ?? null;
}

async function approvalOf(
  services: WithClock & WithDb & WithMetadata,
  login: Login,
): Promise<OwnLoginDetail["approved"]> {
  if (!("approval" in login)) return null;
  const { assertion, approved_at } = login.approval;
  const passkey = await services.db
    .selectFrom("passkeys")
    .select(["aaguid", "attestation_verdict"])
    .where("credential_id", "=", assertion.id)
    .executeTakeFirst();
  if (passkey === undefined) return null;
  return { at: approved_at * 1000, passkey: assertion.id, authenticator: describeAuthenticator(services, passkey) };
}

/** A test by `nearside doctor` ends itself, and is no login that somebody cancelled. */
const isTest = (login: Login): login is Login & { readonly state: "withdrawn" } =>
  login.state === "withdrawn" && login.reason === "tested";

const typedFor = async (login: Login, facts: Facts): Promise<Pick<OwnLoginDetail, "justification" | "ticket">> =>
  typedTexts(facts, "approval" in login ? (await decision.read(login.approval.decision)).claims : undefined);

async function grantedBy(
  services: WithClock & WithDb & WithActiveTokens,
  { id }: Login,
): Promise<OwnLoginDetail["granted"]> {
  const family = await findFamily(services.db, { loginId: id });
  if (family === undefined) return null;
  const { scope, expiresAt: until } = family;
  const of = (state: NonNullable<OwnLoginDetail["granted"]>["state"]) => ({ id: family.id, scope, state, until });
  if (family.state === "revoked") return of("ended");
  if (until <= services.clock()) return of("expired");
  try {
    await services.activeTokens.demandFamily(services.db, family.id);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return of("invalid");
  }
  return of("active");
}

async function eventsOf({ db }: WithDb, id: string): Promise<OwnLoginDetail["events"]> {
  return (await entriesOf(db, id)).map(({ seq, at, kind, times }) => ({ seq, at, kind, times }));
}

/**
 * One login of that person with all that was asked, how it was approved, and what it gave.
 *
 * @throws ConsoleError `unknown`, also if it is another person's
 */
export async function viewOwnLogin(
  services: WithClock & WithDb & WithMetadata & WithActiveTokens,
  userId: string,
  id: string,
): Promise<OwnLoginDetail> {
  const row = await findOwnLogin(services.db, userId, id, services.clock());
  const login = row && (await findLogin(services.db, row.id));
  if (row === undefined || login === undefined) throw new ConsoleError("unknown");
  return {
    ...(await describeLogin(services, row, login)),
    events: await eventsOf(services, login.id),
    opened_elsewhere: await findOpenings(services.db, userId, login.id),
  };
}
