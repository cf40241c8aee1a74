import type { ApprovalLink } from "@nearside/shared/chain/chain.ts";
import { LONGEST_STANDING_SECONDS } from "@nearside/shared/lifetimes.ts";
import { decision } from "@nearside/shared/statements/decision.ts";
import { readAnyRequest } from "@nearside/shared/statements/elsewhere.ts";
import type { Db, Trx } from "../../platform/store/database.ts";
import { fixedLock, fixedQuery } from "../../platform/store/fixed-query.ts";
import { among } from "../../register/logins/among-states.ts";
import { type ApprovedLogin, findLogin } from "../../register/logins/login-store.ts";
import { APPROVED_LOGIN_STATES, expire, isApproved } from "../../register/logins/transitions.ts";

// A rule may let the approval of one login count for later logins of the same terminal (protocol §4.5), until the approval is ended early
// (threat R29). A step that ends one locks the bound set, which every step that relies on one shares (`holdParty`): so a login that
// depends on the approval has its token before, or is refused after.

/** The approval of an earlier login, with the members against which another login is checked. */
type EarlierLink = Pick<ApprovalLink, "request" | "facts" | "decision" | "assertion">;

export const earlierLink = async ({ approval, ...login }: ApprovedLogin): Promise<EarlierLink> => ({
  request: await readAnyRequest(login.request),
  facts: login.facts,
  decision: await decision.read(approval.decision),
  assertion: approval.assertion,
});

/**
 * Finds the approval of that login if it still counts for other logins: it was not ended early, its tokens were not ended, and it was
 * redeemed before its request expired. An expired token says nothing against the touch.
 *
 * @param now epoch milliseconds
 */
export async function findReusable(db: Db | Trx, requestId: string, now: number): Promise<ApprovedLogin | undefined> {
  const login = await findLogin(db, requestId);
  if (login === undefined || !isApproved(login)) return undefined;
  if (login.approval.second !== undefined) return undefined; // the others approved one login (protocol §11)
  return (await isReusable(db, login, now)) ? login : undefined;
}

/**
 * Finds such an approval in a transaction that relies on it and holds its bound set: until the transaction ends, no other ends the
 * approval or its tokens.
 */
export async function holdReusable(trx: Trx, requestId: string, now: number): Promise<ApprovedLogin | undefined> {
  await lockFamilyOfLogin(trx, { login: requestId });
  return findReusable(trx, requestId, now);
}

async function isReusable(db: Db | Trx, login: ApprovedLogin, now: number): Promise<boolean> {
  if (expire(login, now) !== undefined) return false; // its token was never fetched, and the event of its end is still to come
  const [row] = await endsOf(db, { login: login.id });
  return row?.standing_ended_at === null && row.family !== "revoked";
}

const lockSet = fixedLock<{ id: string }>()((db, value) =>
  db.selectFrom("bound_sets").select("id").where("id", "=", value("id")).forNoKeyUpdate(),
);
const lockFamilyOfLogin = fixedLock<{ login: string }>()((db, value) =>
  db.selectFrom("token_families").select("id").where("login_id", "=", value("login")).forShare(),
);
const endsOf = fixedQuery<{ login: string }>()((db, value) =>
  db
    .selectFrom("logins")
    .leftJoin("token_families", "token_families.login_id", "logins.id")
    .select(["logins.standing_ended_at", "token_families.state as family"])
    .where("logins.id", "=", value("login")),
);

/**
 * Keeps other transactions from relying on an approval of that machine until this one ends. Call it before any login is moved: see "Locks
 * in one order" in docs/architecture.md.
 */
export async function lockApprovals(trx: Trx, boundSetId: string): Promise<void> {
  await lockSet(trx, { id: boundSetId });
}

/** Ends that login's approval for other logins. Call {@link lockApprovals} first. @param now epoch milliseconds */
export async function endApproval(trx: Trx, loginId: string, now: number): Promise<void> {
  await trx
    .updateTable("logins")
    .set({ standing_ended_at: now })
    .where("id", "=", loginId)
    .where("standing_ended_at", "is", null)
    .execute();
}

/**
 * Ends every approval of a machine that could still count for other logins: each terminal is asked for a touch again. Call
 * {@link lockApprovals} first.
 *
 * @param now epoch milliseconds
 */
export async function endApprovalsOn(trx: Trx, deviceJkt: string, now: number): Promise<void> {
  await trx
    .updateTable("logins")
    .set({ standing_ended_at: now })
    .where("device_jkt", "=", deviceJkt)
    .where("expires_at", ">", now - LONGEST_STANDING_SECONDS * 1000)
    .where("state", "in", among(APPROVED_LOGIN_STATES))
    .where("standing_ended_at", "is", null)
    .execute();
}
