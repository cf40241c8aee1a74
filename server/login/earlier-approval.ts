import type { ApprovalLink } from "@nearside/shared/chain/chain.ts";
import { decision } from "@nearside/shared/statements/decision.ts";
import { request } from "@nearside/shared/statements/request.ts";
import { findFamily } from "../oauth/token-store.ts";
import type { Db, Trx } from "../store/database.ts";
import { type ApprovedLogin, findLogin } from "./login-store.ts";

/** The approval of an earlier login, as far as another one is held against it. */
export type EarlierLink = Pick<ApprovalLink, "request" | "facts" | "decision" | "assertion">;

export const earlierLink = async ({ approval, ...login }: ApprovedLogin): Promise<EarlierLink> => ({
  request: await request.read(login.request),
  facts: login.facts,
  decision: await decision.read(approval.decision),
  assertion: approval.assertion,
});

/**
 * The approval of that login, where it was neither taken back nor what came of it ended. That its token's own time is over says
 * nothing against the touch.
 */
export async function findEarlier(db: Db | Trx, requestId: string): Promise<ApprovedLogin | undefined> {
  const login = await findLogin(db, requestId);
  if (login?.state !== "approved" && login?.state !== "redeemed") return undefined;
  return (await isUnrevoked(db, login)) ? login : undefined;
}

export async function isUnrevoked(db: Db | Trx, { id }: ApprovedLogin): Promise<boolean> {
  const family = await findFamily(db, { loginId: id });
  return family === undefined || family.state === "active";
}
