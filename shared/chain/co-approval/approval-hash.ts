import { decodeBase64url } from "../../encoding/base64url.ts";
import { chainClaim } from "../../oauth/access-token.ts";
import type { AssertionJson } from "../../passkey/webauthn.ts";
import type { ApprovalLink, CoApproval } from "../chain.ts";

type Approved = Pick<ApprovalLink, "assertion" | "securityKey"> & {
  readonly decision: Pick<ApprovalLink["decision"], "hash">;
};

/**
 * Names the decision and each touch of its approval (protocol §4.6, §11). Without other people's approvals it is what a
 * co-decision names, and with all of them the token's `chain`.
 *
 * @param others the approvals of other people, in the order in which they were given
 */
export const approvalHash = (
  { decision, assertion, securityKey }: Approved,
  others: readonly Pick<CoApproval, "assertion">[] = [],
): Promise<string> =>
  chainClaim(
    decision.hash,
    signatureOf(assertion),
    securityKey && signatureOf(securityKey),
    others.map((other) => signatureOf(other.assertion)),
  );

const signatureOf = ({ response }: AssertionJson) => decodeBase64url(response.signature, "assertion.signature");
