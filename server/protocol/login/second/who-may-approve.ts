import { refuse } from "@nearside/shared/chain/refusal.ts";
import { Refused } from "@nearside/shared/refused.ts";
import type { Db, Trx } from "../../../platform/store/database.ts";
import type { CoApproval, Second } from "../../../register/logins/login.ts";
import { checkKeysActive } from "../../../register/machines/check-active.ts";
import type { PartyStates } from "../../../register/machines/party.ts";
import { findLastAdmission } from "../../../register/people/admissions.ts";
import { findNamesOf } from "../../../register/people/named-people.ts";
import type { Waiting } from "./waiting-login.ts";

/** The person who is asked, and the machine on which they answer. */
export interface Approver {
  readonly userId: string;
  readonly deviceJkt: string;
}

/** The parts of a login that tell who may approve it as well. */
export interface Asked extends Pick<Waiting, "approvers"> {
  /** The person who wants the login, and their machine. */
  readonly userId: string;
  readonly deviceJkt: string;
  /** Seconds within which nobody counts whom that person admitted; 0 where anybody counts. */
  readonly newcomers: Second["newcomers"];
}

/** Those of a login that waits. @param newcomers where rules of now are asked for it */
export const askedOf = (
  { login, approvers }: Pick<Waiting, "login" | "approvers">,
  newcomers = login.approval.second.newcomers,
): Asked => ({
  approvers,
  userId: login.userId,
  deviceJkt: login.deviceJkt,
  newcomers,
});

/** The person who wants the login admitted this one too lately. */
export class Newcomer extends Refused {
  /** Epoch milliseconds from which the person counts. */
  readonly countsFrom: number;

  constructor(countsFrom: number) {
    super("co_newcomer", "approver.user");
    this.countsFrom = countsFrom;
  }
}

/**
 * Demands that this person may approve the login as another one (protocol §11): somebody else, on another machine, named by a rule, and
 * not admitted lately by the person who wants it.
 *
 * @param now epoch milliseconds @param known the names by which rules mean the person then, if the caller has them
 * @returns the lists that the person counts for, by their index
 * @throws Refused `co_same_person`, `co_same_machine`, `co_approval_unasked`; Newcomer
 */
export async function demandMayApprove(
  db: Db | Trx,
  { approvers, userId, deviceJkt, newcomers }: Asked,
  approver: Approver,
  now: number,
  known?: readonly string[],
): Promise<readonly number[]> {
  if (approver.userId === userId) refuse("co_same_person", "approver.user");
  if (approver.deviceJkt === deviceJkt) refuse("co_same_machine", "approver.device");
  const names = known ?? (await findNamesOf(db, approver.userId, now));
  const among = approvers.flatMap((list, at) => (list.among.some((name) => names.includes(name)) ? [at] : []));
  if (among.length === 0) refuse("co_approval_unasked", "approver.user");
  const meant = names.filter((name) => approvers.some((list) => list.among.includes(name)));
  const span = newcomers * 1000;
  if (span === 0) return among;
  const admission = { userId: approver.userId, byUserId: userId, names: meant };
  const admittedAt = await findLastAdmission(db, admission, now - span);
  if (admittedAt !== undefined) throw new Newcomer(admittedAt + span);
  return among;
}

/**
 * Demands that an approval of another person still counts: the keys that it is by are active, and its person may still approve, for
 * the same lists (threats R16, I4).
 *
 * @param party the states of those keys; undefined if the bound set does not exist
 * @throws Refused the first thing that is no longer so
 */
export async function demandCounts(
  db: Db | Trx,
  asked: Asked,
  { user, device_jkt, extension_jkt, assertion, among }: CoApproval,
  party: PartyStates | undefined,
  now: number,
): Promise<void> {
  if (party === undefined) throw new Error("the bound set of an approval is missing");
  checkKeysActive(party, { extension: extension_jkt, passkey: assertion.id });
  const still = await demandMayApprove(db, asked, { userId: user.id, deviceJkt: device_jkt }, now);
  if (!among.every((at) => still.includes(at))) refuse("co_approval_unasked", "approver.user");
}
