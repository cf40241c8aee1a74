import type { EnrolmentEnd } from "@nearside/shared/api/enrolment-end.ts";
import type { EnrolledPasskey } from "../passkeys/insert-passkey.ts";
import type { Confirmation, Enrolment, EnrolmentIn, EnrolmentMeeting, EnrolmentState, Proofs } from "./enrolment.ts";

// The states go waiting → met → passkey → pending → active, or to refused or expired, by pure functions, as for a login (protocol §5).

type Next = EnrolmentState | undefined;

/** `waiting, met → met`: until a passkey was made another try replaces the meeting, by the same extension key only (protocol §3.3). */
export const meet = (enrolment: Enrolment, meeting: EnrolmentMeeting): Next => {
  if (enrolment.state === "waiting") return { state: "met", meeting };
  const isSame = enrolment.state === "met" && enrolment.meeting.extension_jkt === meeting.extension_jkt;
  return isSame ? { state: "met", meeting } : undefined;
};

/** `met → passkey` */
export const addPasskey = (enrolment: Enrolment, passkey: EnrolledPasskey): Next =>
  enrolment.state === "met"
    ? { state: "passkey", meeting: enrolment.meeting, passkey, proofs: { extension: null, device: null } }
    : undefined;

/** `passkey → passkey`: one of two proofs is there. */
export const addProof = (enrolment: Enrolment, proofs: Proofs): Next =>
  enrolment.state === "passkey"
    ? { state: "passkey", meeting: enrolment.meeting, passkey: enrolment.passkey, proofs }
    : undefined;

/**
 * `passkey → pending`: all proofs are there; an administrator confirms next.
 *
 * @param provedAt epoch seconds
 */
export const wait = (enrolment: Enrolment, proofs: Proofs, boundSetId: string, provedAt: number): Next =>
  enrolment.state === "passkey"
    ? { state: "pending", ...boundOf(enrolment, proofs, boundSetId, provedAt), wrongWords: 0 }
    : undefined;

/** `passkey → active`: all proofs are there, and no administrator has to confirm. */
export const complete = (
  enrolment: Enrolment,
  proofs: Proofs,
  boundSetId: string,
  receipt: string,
  confirmation: Confirmation,
): Next =>
  enrolment.state === "passkey"
    ? { state: "active", ...boundOf(enrolment, proofs, boundSetId, confirmation.at), receipt, confirmation }
    : undefined;

const boundOf = (
  { meeting, passkey }: EnrolmentIn<"passkey">,
  proofs: Proofs,
  boundSetId: string,
  provedAt: number,
) => ({
  meeting,
  passkey,
  proofs,
  boundSetId,
  provedAt,
});

/** `pending → active`: an administrator typed the words. */
export const confirm = (enrolment: Enrolment, receipt: string, confirmation: Confirmation): Next => {
  if (enrolment.state !== "pending") return undefined;
  const { meeting, passkey, proofs, boundSetId, provedAt } = enrolment;
  return { state: "active", meeting, passkey, proofs, boundSetId, provedAt, receipt, confirmation };
};

/** Mistyped words in a row that end a pending enrolment. */
const MOST_WRONG_WORDS = 5;

/** `pending → pending, refused`: other words were typed. */
export const mistype = (enrolment: Enrolment): Next => {
  if (enrolment.state !== "pending") return undefined;
  const { meeting, passkey, proofs, boundSetId, provedAt, wrongWords } = enrolment;
  return wrongWords + 1 >= MOST_WRONG_WORDS
    ? { state: "refused", reason: "words_differ", browserSession: meeting.browser_session }
    : { state: "pending", meeting, passkey, proofs, boundSetId, provedAt, wrongWords: wrongWords + 1 };
};

/** Refuses an enrolment before it is `active`. The caller has judged the actor. @param note to the person */
export const toRefused = (enrolment: Enrolment, reason: EnrolmentEnd["reason"], note: string | null = null): Next => {
  if (!isUnended(enrolment)) return undefined;
  return {
    state: "refused",
    reason,
    ...(note === null ? {} : { note }),
    ...("meeting" in enrolment ? { browserSession: enrolment.meeting.browser_session } : {}),
  };
};

/**
 * Expires an enrolment whose time has passed before the proofs are there. A pending machine waits for its administrator as long
 * as it takes.
 */
export const expire = (enrolment: Enrolment, now: number): Next =>
  isOpen(enrolment) && now >= enrolment.expiresAt ? { state: "expired" } : undefined;

/** Proofs of an enrolment in one of these states are still missing. */
export const OPEN_ENROLMENT_STATES = [
  "waiting",
  "met",
  "passkey",
] as const satisfies readonly EnrolmentState["state"][];
/** An enrolment in one of these states has not ended: proofs are missing, or it waits for an administrator to type its words. */
export const UNENDED_ENROLMENT_STATES = [...OPEN_ENROLMENT_STATES, "pending"] as const;

type OpenState = (typeof OPEN_ENROLMENT_STATES)[number];

export const isOpenState = (state: EnrolmentState["state"]): state is OpenState =>
  OPEN_ENROLMENT_STATES.some((open) => open === state);

/** True while proofs are missing. */
export const isOpen = (enrolment: Enrolment): enrolment is EnrolmentIn<OpenState> => isOpenState(enrolment.state);

/** True while proofs are missing, or it waits for an administrator. */
export const isUnended = (enrolment: Enrolment): enrolment is EnrolmentIn<OpenState | "pending"> =>
  UNENDED_ENROLMENT_STATES.some((unended) => unended === enrolment.state);
