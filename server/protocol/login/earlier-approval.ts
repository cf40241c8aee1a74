import type { ApprovalLink } from "@nearside/shared/chain/chain.ts";
import { decision } from "@nearside/shared/statements/decision.ts";
import { request } from "@nearside/shared/statements/request.ts";
import type { Db, Trx } from "../../platform/store/database.ts";
import { fixedLock, fixedQuery } from "../../platform/store/fixed-query.ts";
import { type ApprovedLogin, findLogin } from "../../register/logins/login-store.ts";
import { expire } from "../../register/logins/transitions.ts";

/** The approval of an earlier login, with the members against which another login is checked. */
type EarlierLink = Pick<ApprovalLink, "request" | "facts" | "decision" | "assertion">;

export const earlierLink = async ({ approval, ...login }: ApprovedLogin): Promise<EarlierLink> => ({
  request: await request.read(login.request),
  facts: login.facts,
  decision: await decision.read(approval.decision),
  assertion: approval.assertion,
});

/**
 * Finds the approval of that login where it still counts for other logins: it was not taken back, its tokens were not ended, and
 * it was redeemed before its request was over. That the time of its token is over says nothing against the touch.
 *
 * @param now epoch milliseconds
 */
export async function findEarlier(db: Db | Trx, requestId: string, now: number): Promise<ApprovedLogin | undefined> {
  const login = await findLogin(db, requestId);
  if (login?.state !== "approved" && login?.state !== "redeemed") return undefined;
  return (await isStanding(db, login, now)) ? login : undefined;
}

/**
 * Finds the same in a transaction that relies on the approval and holds its bound set: until the transaction ends, nobody takes
 * the approval back or ends its tokens (see end-standing.ts).
 */
export async function holdEarlier(trx: Trx, requestId: string, now: number): Promise<ApprovedLogin | undefined> {
  await lockFamily(trx, { login: requestId });
  return findEarlier(trx, requestId, now);
}

export async function isStanding(db: Db | Trx, login: ApprovedLogin, now: number): Promise<boolean> {
  if (expire(login, now) !== undefined) return false; // nobody came for its token, and nobody has noted yet that it is over
  const [row] = await whatEnded(db, { login: login.id });
  return row?.standing_ended_at === null && row.family !== "revoked";
}

const lockFamily = fixedLock<{ login: string }>()((db, value) =>
  db.selectFrom("token_families").select("id").where("login_id", "=", value("login")).forShare(),
);
const whatEnded = fixedQuery<{ login: string }>()((db, value) =>
  db
    .selectFrom("logins")
    .leftJoin("token_families", "token_families.login_id", "logins.id")
    .select(["logins.standing_ended_at", "token_families.state as family"])
    .where("logins.id", "=", value("login")),
);
