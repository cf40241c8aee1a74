import type { EnrolmentStateName, EnrolmentView } from "@nearside/shared/api/enrolments.ts";
import { isRefusalCode, type RefusalCode, refuse } from "@nearside/shared/chain/refusal.ts";
import type { Passkey } from "@nearside/shared/passkey/passkey.ts";
import { Refused } from "@nearside/shared/refused.ts";
import { enrolment as enrolmentStatement } from "@nearside/shared/statements/enrolment.ts";
import { type EnrolmentRequest, enrolmentRequest } from "@nearside/shared/statements/enrolment-request.ts";
import { receipt as receiptStatement } from "@nearside/shared/statements/receipt.ts";
import { sixWords } from "@nearside/shared/words/six-words.ts";
import { takeUpReceipt } from "../enrolment/take-up-receipt.ts";
import { verifyOwnMeeting } from "../enrolment/verify-own-meeting.ts";
import type { EnrolmentApi } from "../issuer/enrolment-api.ts";
import { type ServerKeysServices, trustedServer } from "../issuer/server-keys.ts";
import { type EnrollingSet, signerOf } from "../keys/bound-set.ts";
import type { BoundSetStore } from "../keys/bound-set-store.ts";
import type { Screen } from "./screen.ts";

/**
 * Seconds between two tries if the server cannot be reached, or answers without waiting: first short, then longer.
 */
const PAUSES = [0.2, 0.4, 1] as const;

export interface FollowMeans extends ServerKeysServices {
  readonly api: EnrolmentApi;
  readonly boundSets: BoundSetStore;
  readonly show: (screen: Screen) => void;
  /** Resolves when the background has met the command line: before that the server does not know this key. */
  readonly met: Promise<void>;
  readonly pause: (seconds: number) => Promise<void>;
  /** The server's clock, as far as it is known here, in epoch seconds. */
  readonly serverNow: () => number;
  /** Aborted when the person says that it is not right: from then on nothing is shown, stored or signed. */
  readonly stopped: AbortSignal;
}

/**
 * Leads a confirmed enrolment to its end (protocol §3.3–§3.6), whichever part dies on the way: each round starts from
 * what the server says now. It shows every step, and ends with the receipt stored or with the enrolment forgotten.
 */
export async function followEnrolment(confirmed: EnrollingSet, means: FollowMeans): Promise<void> {
  const request = await enrolmentRequest.read(confirmed.enrolment_request);
  means.show({ at: "meeting", request: request.claims });
  await means.met;
  let [set, lastState, idle]: [EnrollingSet, EnrolmentStateName | undefined, number] = [confirmed, undefined, 0];
  const pause = () => means.pause(PAUSES[idle++] ?? 1);
  for (;;) {
    const view = await viewed(means, lastState);
    if (means.stopped.aborted) return;
    if (view === undefined) {
      if (means.serverNow() > request.claims.exp && set.passkey === null) {
        await end(set, "enrolment_expired", means);
        return;
      }
    } else {
      try {
        const next = await advance(view, request, set, means);
        if (next === "ended") return;
        // taken over before the key signs: a key that has signed for one passkey does not sign for another
        set = next;
        if (view.extension_proof === null && set.passkey !== null && !means.stopped.aborted)
          await means.api.prove(await proofOf(set, request, set.passkey));
      } catch (cause) {
        // the server could not be reached, so the next round tries again. Any other refusal is final, except that a
        // receipt may turn out right when the server's keys are read anew
        const code = cause instanceof Refused && isRefusalCode(cause.code) ? cause.code : undefined;
        if (code === undefined) throw cause;
        if (code === "unreachable") {
          await pause();
          continue;
        }
        if (view.receipt === null) await end(set, code, means);
        else means.show({ at: "ended", why: code });
        return;
      }
    }
    if (view === undefined || view.state === lastState) await pause();
    else idle = 0;
    lastState = view?.state ?? lastState;
  }
}

async function viewed(
  { api }: FollowMeans,
  lastState: EnrolmentStateName | undefined,
): Promise<EnrolmentView | undefined> {
  try {
    return await api.view(lastState);
  } catch (cause) {
    // the server does not have it, or not yet: the page may still be telling the server that this key met
    if (cause instanceof Refused) return undefined;
    throw cause;
  }
}

/**
 * Runs one round.
 *
 * @returns the set as it is stored now
 */
async function advance(
  view: EnrolmentView,
  request: EnrolmentRequest,
  set: EnrollingSet,
  means: FollowMeans,
): Promise<EnrollingSet | "ended"> {
  const { claims } = request;
  if (view.state === "expired") return end(set, "enrolment_expired", means);
  if (view.state === "refused") return end(set, "refused", means);
  if (view.receipt !== null) {
    const receipt = await receiptStatement.read(view.receipt);
    const usable = await takeUpReceipt(set, receipt, await trustedServer(set.issuer, means));
    await means.boundSets.put(usable);
    means.show({ at: "done", issuer: set.issuer, user: usable.user });
    return "ended";
  }
  if (view.passkey === null) {
    means.show({ at: view.state === "waiting" ? "meeting" : "passkey", request: claims });
    return set;
  }
  if (set.passkey !== null && !isSame(set.passkey, view.passkey)) refuse("key_mismatch", "passkey");
  const trusted = await trustedServer(set.issuer, means);
  const attestationHash = await verifyOwnMeeting(view, request, set.thumbprint, trusted);
  const proving: EnrollingSet = { ...set, passkey: view.passkey };
  await means.boundSets.put(proving);
  const words = await sixWords(attestationHash, view.passkey);
  means.show({ at: view.state === "pending" ? "administrator" : "words", request: claims, words });
  return proving;
}

/** Signs the proof of possession (protocol §3.3). */
async function proofOf(set: EnrollingSet, request: EnrolmentRequest, passkey: Passkey): Promise<string> {
  return enrolmentStatement.sign(await signerOf(set), {
    request: request.hash,
    user: request.claims.user.id,
    device_jkt: request.claims.device_jkt,
    extension_jkt: set.thumbprint,
    passkey,
  });
}

async function end(set: EnrollingSet, why: RefusalCode | "refused", means: FollowMeans): Promise<"ended"> {
  await means.boundSets.remove(set.thumbprint);
  means.show({ at: "ended", why });
  return "ended";
}

const isSame = (one: Passkey, other: Passkey): boolean =>
  one.credential_id === other.credential_id && one.public_key === other.public_key;
