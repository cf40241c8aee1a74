import { timingSafeEqual } from "node:crypto";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { readSixWords, sixWords } from "@nearside/shared/words/six-words.ts";
import { type Actor, type ByBreakGlass, byOf } from "../../../platform/audit/actor.ts";
import { append } from "../../../platform/audit/event-log.ts";
import { enrolmentConfirmed, enrolmentRefused } from "../../../platform/audit/events/enrolments.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import type { WithKeys } from "../../../platform/keys/signing-keys.ts";
import type { Trx, WithDb } from "../../../platform/store/database.ts";
import { secondsNow, type WithClock, type WithRandom } from "../../../platform/surroundings.ts";
import type { WithChanges } from "../../../platform/waiting/changes.ts";
import { bringIntoForce, holdNewKeys, revokeNewKeys } from "../../../register/enrolments/bound-set-store.ts";
import type { Confirmation, EnrolmentIn } from "../../../register/enrolments/enrolment.ts";
import { holdEnrolment, moveEnrolment } from "../../../register/enrolments/enrolment-store.ts";
import { confirm, mistype } from "../../../register/enrolments/transitions.ts";
import { holdParty, lockParty } from "../../../register/machines/hold-party.ts";
import { holdActor } from "../../../register/people/hold-actor.ts";
import { demandActiveUser } from "../../../register/people/users.ts";
import { holdUse } from "../../../register/recovery/hold-break-glass-use.ts";
import { demandFit } from "../../passkeys/admit-passkey.ts";
import type { WithMetadata } from "../../passkeys/metadata/active-metadata.ts";
import { currentEnrolment, demandState, logEnrolmentRefusal } from "../current-enrolment.ts";
import { demandMayConfirm } from "../demand-may-enrol.ts";
import { signReceipt } from "../sign-receipt.ts";

/**
 * Confirms an enrolment: an administrator typed the words that the person read out, and the machine is active from now on
 * (protocol §3.5). Nothing can replace the words (threat R10). Tries are judged one after the other, each with all before it
 * counted: however many come at once, the words are compared {@link MOST_WRONG_WORDS} times at most.
 *
 * @throws Refused `words_differ`, and after {@link MOST_WRONG_WORDS} of them the enrolment itself is refused; ConsoleError
 * `own_enrolment`, `not_permitted`, before the words are looked at
 */
export async function admitEnrolment(
  services: WithChanges & WithClock & WithConfig & WithDb & WithKeys & WithMetadata & WithRandom,
  id: string,
  typed: string,
  by: Confirmer,
): Promise<void> {
  const current = await currentEnrolment(services, id);
  await logEnrolmentRefusal(services, "confirm", id, async () => {
    const enrolment = demandState(current, "pending");
    const isAdmitted = await services.db.transaction().execute(async (trx) => {
      await demandConfirmer(services, trx, by, enrolment);
      // while it waits nothing changes what the words are computed from
      const words = await sixWords(enrolment.meeting.attestation_hash, enrolment.passkey.passkey);
      const isRight = isSame(readSixWords(typed), words);
      await (isRight ? admit : countMistake)(services, trx, enrolment, by);
      return isRight;
    });
    services.changes.announce(id);
    if (!isAdmitted) refuse("words_differ", "words"); // only now, or its count would be lost with the transaction
  });
}

async function admit(
  services: WithClock & WithConfig & WithKeys & WithMetadata & WithRandom,
  trx: Trx,
  enrolment: EnrolmentIn<"pending">,
  by: Confirmer,
): Promise<void> {
  const now = services.clock();
  await demandActiveUser(trx, enrolment.userId);
  if (enrolment.kind === "browser") await holdMachine(trx, enrolment);
  else {
    await holdNewKeys(trx, enrolment);
    await demandFit(services, trx, enrolment.passkey, enrolment.ticketHash);
  }
  const held = await holdPending(trx, enrolment.id);
  const next = confirm(held, await signReceipt(services, held), confirmationBy(by, secondsNow(services)));
  if (next === undefined || !(await moveEnrolment(trx, held, next))) refuse("enrolment_settled", "enrolment");
  if (!(await bringIntoForce(trx, enrolment, now))) refuse("bound_set_revoked", "bound_set");
  const confirmed = { bound_set_id: enrolment.boundSetId, by: byOf(by) };
  await append(trx, enrolmentConfirmed(now, enrolment.id, confirmed), aboutOf(by));
}

/** Reads the enrolment again and locks it for this transaction alone: words may have been mistyped since it was read. */
async function holdPending(trx: Trx, id: string): Promise<EnrolmentIn<"pending">> {
  const held = await holdEnrolment(trx, id);
  return held === undefined ? refuse("enrolment_unknown", "enrolment") : demandState(held, "pending");
}

/**
 * The confirmer is an administrator, or a person with a break-glass code, who may confirm only the machine that its ticket
 * enrolled (protocol §9).
 */
type Confirmer = Actor | ByBreakGlass;

async function demandConfirmer(
  services: WithClock,
  trx: Trx,
  by: Confirmer,
  enrolment: EnrolmentIn<"pending">,
): Promise<void> {
  if (by.kind === "break_glass") return holdUse(trx, by, enrolment, services.clock());
  await holdActor(trx, by);
  await demandMayConfirm(trx, by, enrolment.userId);
}

const aboutOf = (by: Confirmer) => (by.kind === "break_glass" ? {} : { by });

/** @param at epoch seconds */
const confirmationBy = (by: Confirmer, at: number): Confirmation =>
  by.kind === "person" ? { by: "console", at, user_id: by.userId, change_id: by.changeId } : { by: by.kind, at };

/**
 * Holds the machine that a browser joins, with the browser's own new key between the machine's and the passkey. It may have been revoked
 * while the browser waited.
 */
async function holdMachine(trx: Trx, enrolment: EnrolmentIn<"pending">): Promise<void> {
  await lockParty(trx, enrolment.boundSetId, {});
  await holdNewKeys(trx, enrolment);
  const party = await holdParty(trx, enrolment.boundSetId, { passkey: enrolment.passkey.passkey.credential_id });
  if (party === undefined) refuse("device_unknown", "enrolment.device");
}

async function countMistake(
  services: WithClock,
  trx: Trx,
  enrolment: EnrolmentIn<"pending">,
  by: Confirmer,
): Promise<void> {
  await holdNewKeys(trx, enrolment);
  const held = await holdPending(trx, enrolment.id);
  const next = mistype(held);
  if (next === undefined || !(await moveEnrolment(trx, held, next))) return refuse("enrolment_settled", "enrolment");
  if (next.state !== "refused") return;
  await revokeNewKeys(trx, held);
  const data = { reason: "words_differ", by: "administrator" } as const;
  await append(trx, enrolmentRefused(services.clock(), held.id, data), aboutOf(by));
}

function isSame(typed: readonly string[] | undefined, words: readonly string[]): boolean {
  const [a, b] = [Buffer.from(typed?.join(" ") ?? ""), Buffer.from(words.join(" "))];
  return a.length === b.length && timingSafeEqual(a, b);
}
