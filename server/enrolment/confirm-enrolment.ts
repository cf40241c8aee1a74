import { timingSafeEqual } from "node:crypto";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { readSixWords, sixWords } from "@nearside/shared/words/six-words.ts";
import { type Actor, type ByBreakGlass, byOf } from "../audit/actor.ts";
import { append } from "../audit/event-log.ts";
import { enrolmentConfirmed } from "../audit/events/enrolment-confirmed.ts";
import { enrolmentRefused } from "../audit/events/enrolment-refused.ts";
import { demandFit } from "../authenticators/admit-passkey.ts";
import { holdUse } from "../break-glass/hold-use.ts";
import { checkPasskeyStanding, checkStanding } from "../directory/check-standing.ts";
import { holdActor } from "../directory/hold-actor.ts";
import { holdParty, lockParty } from "../directory/hold-party.ts";
import type { Party } from "../directory/party.ts";
import { demandActiveUser } from "../directory/users.ts";
import { type Ground, secondsNow } from "../ground.ts";
import type { Trx } from "../store/database.ts";
import { bringIntoForce, holdNewKeys, keepOut } from "./bound-set-store.ts";
import { currentEnrolment, demandState, logEnrolmentRefusal } from "./current-enrolment.ts";
import { demandMayConfirm } from "./demand-may-decide.ts";
import type { Confirmation, EnrolmentIn } from "./enrolment.ts";
import { moveEnrolment } from "./enrolment-store.ts";
import { signReceipt } from "./sign-receipt.ts";
import { confirm, mistype } from "./transitions.ts";

/**
 * An administrator typed the words that the person read out: the machine is in force from now on (protocol §3.5). Nothing
 * stands in for this (threat R10).
 *
 * @throws Refused `words_differ`, and after {@link MOST_WRONG_WORDS} of them the enrolment itself is refused; ConsoleError
 * `own_enrolment`, `not_permitted`, before the words are looked at
 */
export async function confirmEnrolment(ground: Ground, id: string, typed: string, by: Confirmer): Promise<void> {
  const current = await currentEnrolment(ground, id);
  await logEnrolmentRefusal(ground, "confirm", id, async () => {
    const enrolment = demandState(current, "pending");
    await ground.db.transaction().execute((trx) => demandConfirmer(ground, trx, by, enrolment));
    const words = await sixWords(enrolment.meeting.attestation_hash, enrolment.passkey.passkey);
    if (!isSame(readSixWords(typed), words)) await countMistake(ground, enrolment, by);
    const receipt = await signReceipt(ground, enrolment);
    const next = confirm(enrolment, receipt, confirmationBy(by, secondsNow(ground)));
    if (next === undefined) return refuse("enrolment_settled", "enrolment");
    const now = ground.clock();
    await ground.db.transaction().execute(async (trx) => {
      await demandConfirmer(ground, trx, by, enrolment);
      await demandActiveUser(trx, enrolment.userId);
      const party = enrolment.kind === "browser" ? await holdMachine(trx, enrolment) : undefined;
      if (party === undefined) {
        await holdNewKeys(trx, enrolment);
        await demandFit(ground, trx, enrolment.passkey);
      }
      if (!(await moveEnrolment(trx, enrolment, next))) refuse("enrolment_settled", "enrolment");
      if (party !== undefined) demandStandingSet(party, enrolment);
      if (!(await bringIntoForce(trx, enrolment, now))) refuse("bound_set_revoked", "bound_set");
      const confirmed = { bound_set_id: enrolment.boundSetId, by: byOf(by) };
      await append(trx, enrolmentConfirmed(now, id, confirmed), aboutOf(by));
    });
    ground.changes.announce(id);
  });
}

/** An administrator; or whoever used a break-glass code, for the machine that its ticket enrolled and no other (protocol §9). */
export type Confirmer = Actor | ByBreakGlass;

async function demandConfirmer(
  ground: Ground,
  trx: Trx,
  by: Confirmer,
  enrolment: EnrolmentIn<"pending">,
): Promise<void> {
  if (by.kind === "break_glass") return holdUse(trx, by, enrolment, ground.clock());
  await holdActor(trx, by);
  await demandMayConfirm(trx, by, enrolment.userId);
}

const aboutOf = (by: Confirmer) => (by.kind === "break_glass" ? {} : { by });

/** @param at epoch seconds */
const confirmationBy = (by: Confirmer, at: number): Confirmation =>
  by.kind === "person" ? { by: "console", at, user_id: by.userId, change_id: by.changeId } : { by: by.kind, at };

/** The machine that a browser joins, with the browser's own new key between the machine's and the passkey. */
async function holdMachine(trx: Trx, enrolment: EnrolmentIn<"pending">): Promise<Party> {
  await lockParty(trx, enrolment.boundSetId, {});
  await holdNewKeys(trx, enrolment);
  const party = await holdParty(trx, enrolment.boundSetId, { passkey: enrolment.passkey.passkey.credential_id });
  return party ?? refuse("device_unknown", "enrolment.device");
}

/** It may have been revoked while the browser waited. */
function demandStandingSet(party: Party, enrolment: EnrolmentIn<"pending">): void {
  checkStanding(party);
  checkPasskeyStanding(party, enrolment.passkey.passkey.credential_id);
}

async function countMistake(ground: Ground, enrolment: EnrolmentIn<"pending">, by: Confirmer): Promise<never> {
  const next = mistype(enrolment);
  if (next !== undefined) {
    await ground.db.transaction().execute(async (trx) => {
      await holdNewKeys(trx, enrolment);
      if (!(await moveEnrolment(trx, enrolment, next))) return;
      if (next.state !== "refused") return;
      await keepOut(trx, enrolment);
      const data = { reason: "words_differ", by: "administrator" } as const;
      await append(trx, enrolmentRefused(ground.clock(), enrolment.id, data), aboutOf(by));
    });
    ground.changes.announce(enrolment.id);
  }
  return refuse("words_differ", "words");
}

function isSame(typed: readonly string[] | undefined, words: readonly string[]): boolean {
  const [a, b] = [Buffer.from(typed?.join(" ") ?? ""), Buffer.from(words.join(" "))];
  return a.length === b.length && timingSafeEqual(a, b);
}
