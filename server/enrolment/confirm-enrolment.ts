import { timingSafeEqual } from "node:crypto";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { readSixWords, sixWords } from "@nearside/shared/words/six-words.ts";
import { append } from "../audit/event-log.ts";
import { enrolmentConfirmed } from "../audit/events/enrolment-confirmed.ts";
import { enrolmentRefused } from "../audit/events/enrolment-refused.ts";
import { checkPasskeyStanding, checkStanding } from "../directory/check-standing.ts";
import { holdParty } from "../directory/hold-party.ts";
import { demandActiveUser } from "../directory/users.ts";
import { type Ground, secondsNow } from "../ground.ts";
import type { Trx } from "../store/database.ts";
import { bringIntoForce, keepOut } from "./bound-set-store.ts";
import { currentEnrolment, demandState, logEnrolmentRefusal } from "./current-enrolment.ts";
import type { EnrolmentIn } from "./enrolment.ts";
import { moveEnrolment } from "./enrolment-store.ts";
import { signReceipt } from "./sign-receipt.ts";
import { confirm, mistype } from "./transitions.ts";

/**
 * An administrator typed the words that the person read out: the machine is in force from now on (protocol §3.5). Nothing
 * stands in for this (threat R10).
 *
 * @throws Refused `words_differ`, and after {@link MOST_WRONG_WORDS} of them the enrolment itself is refused
 */
export async function confirmEnrolment(ground: Ground, id: string, typed: string): Promise<void> {
  const current = await currentEnrolment(ground, id);
  await logEnrolmentRefusal(ground, "confirm", id, async () => {
    const enrolment = demandState(current, "pending");
    const words = await sixWords(enrolment.meeting.attestation_hash, enrolment.passkey.passkey);
    if (!isSame(readSixWords(typed), words)) await countMistake(ground, enrolment);
    const receipt = await signReceipt(ground, enrolment);
    const next = confirm(enrolment, receipt, { by: "server_shell", at: secondsNow(ground) });
    if (next === undefined) return refuse("enrolment_settled", "enrolment");
    const now = ground.clock();
    await ground.db.transaction().execute(async (trx) => {
      if (!(await moveEnrolment(trx, enrolment, next))) refuse("enrolment_settled", "enrolment");
      await demandActiveUser(trx, enrolment.userId);
      if (enrolment.kind === "browser") await demandStandingSet(trx, enrolment);
      if (!(await bringIntoForce(trx, enrolment, now))) refuse("bound_set_revoked", "bound_set");
      await append(trx, enrolmentConfirmed(now, id, { bound_set_id: enrolment.boundSetId, by: "server_shell" }));
    });
    ground.changes.announce(id);
  });
}

/** The machine that the browser joins may have been revoked while it waited. */
async function demandStandingSet(trx: Trx, enrolment: EnrolmentIn<"pending">): Promise<void> {
  const passkey = enrolment.passkey.passkey.credential_id;
  const party = await holdParty(trx, enrolment.boundSetId, { passkey });
  if (party === undefined) return refuse("device_unknown", "enrolment.device");
  checkStanding(party);
  checkPasskeyStanding(party, passkey);
}

async function countMistake(ground: Ground, enrolment: EnrolmentIn<"pending">): Promise<never> {
  const next = mistype(enrolment);
  if (next !== undefined) {
    await ground.db.transaction().execute(async (trx) => {
      if (!(await moveEnrolment(trx, enrolment, next))) return;
      if (next.state !== "refused") return;
      await keepOut(trx, enrolment);
      const data = { reason: "words_differ", by: "administrator" } as const;
      await append(trx, enrolmentRefused(ground.clock(), enrolment.id, data));
    });
    ground.changes.announce(enrolment.id);
  }
  return refuse("words_differ", "words");
}

function isSame(typed: readonly string[] | undefined, words: readonly string[]): boolean {
  const [a, b] = [Buffer.from(typed?.join(" ") ?? ""), Buffer.from(words.join(" "))];
  return a.length === b.length && timingSafeEqual(a, b);
}
