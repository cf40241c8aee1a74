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

export interface FollowServices extends ServerKeysServices {
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
export async function followEnrolment(confirmed: EnrollingSet, services: FollowServices): Promise<void> {
  const request = await enrolmentRequest.read(confirmed.enrolment_request);
  services.show({ at: "meeting", request: request.claims });
  await services.met;
  let [set, lastState, idle]: [EnrollingSet, EnrolmentStateName | undefined, number] = [confirmed, undefined, 0];
  const pause = () => services.pause(PAUSES[idle++] ?? 1);
  for (;;) {
    const view = await viewed(services, lastState);
    if (services.stopped.aborted) return;
    if (view === undefined) {
      if (services.serverNow() > request.claims.exp && set.passkey === null) {
        await end(set, "enrolment_expired", services);
        return;
      }
    } else {
      try {
        const next = await advance(view, request, set, services);
        if (next === "ended") return;
        // taken over before the key signs: a key that has signed for one passkey does not sign for another
        set = next;
        if (view.extension_proof === null && set.passkey !== null && !services.stopped.aborted)
          await services.api.prove(await proofOf(set, request, set.passkey));
      } catch (cause) {
        // the server could not be reached, so the next round tries again. Any other refusal is final, except that a
        // receipt may turn out right when the server's keys are read again
        const code = cause instanceof Refused && isRefusalCode(cause.code) ? cause.code : undefined;
        if (code === undefined) throw cause;
        if (code === "unreachable") {
          await pause();
          continue;
        }
        if (view.receipt === null) await end(set, code, services);
        else services.show({ at: "ended", why: code });
        return;
      }
    }
    if (view === undefined || view.state === lastState) await pause();
    else idle = 0;
    lastState = view?.state ?? lastState;
  }
}

async function viewed(
  { api }: FollowServices,
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
  services: FollowServices,
): Promise<EnrollingSet | "ended"> {
  const { claims } = request;
  if (view.state === "expired") return end(set, "enrolment_expired", services);
  if (view.state === "refused") return end(set, "refused", services);
  if (view.receipt !== null) {
    const receipt = await receiptStatement.read(view.receipt);
    const usable = await takeUpReceipt(set, receipt, await trustedServer(set.issuer, services));
    await services.boundSets.put(usable);
    services.show({ at: "done", issuer: set.issuer, user: usable.user });
    return "ended";
  }
  if (view.passkey === null) {
    services.show({ at: view.state === "waiting" ? "meeting" : "passkey", request: claims });
    return set;
  }
  if (set.passkey !== null && !isSame(set.passkey, view.passkey)) refuse("key_mismatch", "passkey");
  const trusted = await trustedServer(set.issuer, services);
  const attestationHash = await verifyOwnMeeting(view, request, set.thumbprint, trusted);
  const proving: EnrollingSet = { ...set, passkey: view.passkey };
  await services.boundSets.put(proving);
  const words = await sixWords(attestationHash, view.passkey);
  services.show({ at: view.state === "pending" ? "administrator" : "words", request: claims, words });
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

async function end(set: EnrollingSet, why: RefusalCode | "refused", services: FollowServices): Promise<"ended"> {
  await services.boundSets.remove(set.thumbprint);
  services.show({ at: "ended", why });
  return "ended";
}

const isSame = (one: Passkey, other: Passkey): boolean =>
  one.credential_id === other.credential_id && one.public_key === other.public_key;
