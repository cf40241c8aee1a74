import { refuse } from "@nearside/shared/chain/refusal.ts";
import { type Decision, decision } from "@nearside/shared/statements/decision.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import type { WithChanges } from "../../../platform/waiting/changes.ts";
import type { Login } from "../../../register/logins/login.ts";
import { checkKeysActive } from "../../../register/machines/check-active.ts";
import type { Party } from "../../../register/machines/party.ts";
import { isWaitedFor } from "../command-line-waits.ts";
import { currentWithParty } from "../current-login.ts";

export type WaitingLogin = Login & { readonly state: "waiting" };

/** A login that waits for other people, with its person's machine as it is now. */
export interface Waiting {
  readonly login: WaitingLogin;
  readonly party: Party;
  readonly decided: Decision;
  readonly approvers: Approvers;
}
/** The lists of people whom rules want, in the order of the decision. */
export type Approvers = NonNullable<Decision["claims"]["second"]>["approvers"];

/**
 * Demands the login as it waits for other people, its command line too, and everything of its person that the approval depends on.
 *
 * @throws Refused `request_unknown`, `request_expired`, `request_withdrawn`, `request_settled`, `command_line_gone`, and the code of
 * anything that is no longer active (threat R16)
 */
export async function demandWaiting(services: WithChanges & WithClock & WithDb, loginId: string): Promise<Waiting> {
  const { login, party } = await currentWithParty(services, loginId);
  if (login.state === "expired") refuse("request_expired", "request");
  if (login.state === "withdrawn") refuse("request_withdrawn", "request");
  if (login.state !== "waiting") return refuse("request_settled", "request");
  if (!isWaitedFor(login, services.clock())) refuse("command_line_gone", "request");
  const { assertion, security_key } = login.approval;
  checkKeysActive(party, {
    extension: login.meeting.extension_jkt,
    passkey: assertion.id,
    securityKey: security_key?.id,
  });
  return { login, party, ...(await askedFor(login)) };
}

/** The decision of a login that waits, and whom it asks for. */
export async function askedFor(login: WaitingLogin): Promise<Pick<Waiting, "decided" | "approvers">> {
  const decided = await decision.read(login.approval.decision);
  const { second } = decided.claims;
  if (second === undefined) throw new Error("a login waits for nobody");
  return { decided, approvers: second.approvers };
}
