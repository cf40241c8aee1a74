import type { Known } from "@nearside/shared/chain/chain.ts";
import { checkReceipt } from "@nearside/shared/chain/enrolment/check-receipt.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { enrolmentRequest } from "@nearside/shared/statements/enrolment-request.ts";
import type { Receipt } from "@nearside/shared/statements/receipt.ts";
import type { EnrollingSet, UsableSet } from "../keys/bound-set.ts";

/**
 * A bound set becomes usable with its receipt alone (protocol §3.6), if that is the server's and names this very key,
 * user, device and passkey.
 *
 * @throws Refused
 */
export async function takeUpReceipt(
  set: EnrollingSet,
  receipt: Receipt,
  known: Pick<Known, "issuer" | "serverKeys">,
): Promise<UsableSet> {
  const { passkey } = set;
  // what this key never signed, no receipt can be about
  if (passkey === null) return refuse("key_mismatch", "receipt.passkey");
  const request = await enrolmentRequest.read(set.enrolment_request);
  await checkReceipt(receipt, { request, extension: set.thumbprint, passkey }, known);
  return { ...set, state: "bound", passkey, receipt: receipt.jws };
}
