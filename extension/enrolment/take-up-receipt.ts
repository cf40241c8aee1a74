import type { Trusted } from "@nearside/shared/chain/chain.ts";
import { checkReceipt } from "@nearside/shared/chain/enrolment/check-receipt.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { enrolmentRequest } from "@nearside/shared/statements/enrolment-request.ts";
import type { Receipt } from "@nearside/shared/statements/receipt.ts";
import type { EnrollingSet, UsableSet } from "../keys/bound-set.ts";

/**
 * Makes a bound set usable with its receipt, and only with it (protocol §3.6): the server signed it, and it names this
 * very key, user, device and passkey.
 *
 * @throws Refused
 */
export async function takeUpReceipt(
  set: EnrollingSet,
  receipt: Receipt,
  trusted: Pick<Trusted, "issuer" | "serverKeys">,
): Promise<UsableSet> {
  const { passkey } = set;
  // no receipt can be about a passkey that this key never signed for
  if (passkey === null) return refuse("key_mismatch", "receipt.passkey");
  const request = await enrolmentRequest.read(set.enrolment_request);
  await checkReceipt(receipt, { request, extension: set.thumbprint, passkey }, trusted);
  return { ...set, state: "bound", passkey, receipt: receipt.jws };
}
