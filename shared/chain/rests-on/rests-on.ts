import { decodeBase64url } from "../../encoding/base64url.ts";
import { sha256Base64url } from "../../encoding/sha256.ts";
import type { RestsOn } from "../../statements/decision.ts";
import type { RestingLink } from "../chain.ts";

type Earlier = NonNullable<RestingLink["earlier"]>;

/** base64url(SHA-256(signature)) of that approval's assertion. */
export const touchHash = ({ assertion }: Pick<Earlier, "assertion">): Promise<string> =>
  sha256Base64url(decodeBase64url(assertion.response.signature, "assertion.signature"));

/**
 * The claim by which a decision names the approval that it rests on (protocol §4.5).
 *
 * @param approvedAt epoch seconds
 * @param stands seconds for which the approval stands
 */
export const restsOn = async (
  earlier: Pick<Earlier, "assertion"> & {
    readonly request: Pick<Earlier["request"], "claims">;
    readonly decision: Pick<Earlier["decision"], "hash">;
  },
  approvedAt: number,
  stands: number,
): Promise<RestsOn> => ({
  request: earlier.request.claims.jti,
  decision: earlier.decision.hash,
  assertion: await touchHash(earlier),
  credential_id: earlier.assertion.id,
  approved_at: approvedAt,
  stands,
});
