import { refuse } from "@nearside/shared/chain/refusal.ts";
import { decision } from "@nearside/shared/statements/decision.ts";
import { readAnyRequest } from "@nearside/shared/statements/elsewhere.ts";
import { nonce } from "@nearside/shared/statements/nonce.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import type { WithKeys } from "../../../platform/keys/signing-keys.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import { recordedOf } from "../../../register/logins/login.ts";
import type { Redemption } from "../../../register/logins/login-proof.ts";
import type { ApprovedLogin } from "../../../register/logins/login-store.ts";
import { findReusable } from "../../login/reusable-approval.ts";
import type { Minted } from "../mint-tokens.ts";

/**
 * Returns what the redemption adds to the proof by which a verifier checks this login years later (protocol §7): the token, the earlier
 * approval, and the names of the keys that are active now.
 *
 * @throws Refused `standing_mismatch` if the earlier approval on which it depends was ended early, the tokens from that
 * approval ended, or it was not redeemed in its time
 */
export async function redemptionOf(
  { clock, config, keys, db }: WithClock & WithConfig & WithDb & WithKeys,
  login: ApprovedLogin,
  access: Minted,
): Promise<Redemption> {
  const { rests_on } = login.approval;
  const earlier =
    rests_on && ((await findReusable(db, rests_on.request, clock())) ?? refuse("standing_mismatch", "rests_on"));
  return {
    access_token: access.jws,
    ...(earlier === undefined ? {} : { rests_on: decidedTexts(earlier), earlier: recordedOf(earlier) }),
    rp_id: config.rpId,
    origin: config.issuer,
    kids: keys.jwks.keys.map(({ kid }) => kid),
  };
}

/** Returns the chain up to the decision, with the touch of a security key if there was one. The first touch is a member of its own. */
const decidedTexts = ({ meeting, approval, ...login }: ApprovedLogin) => ({
  device_statement: login.deviceStatement,
  request: login.request,
  facts: login.facts,
  nonce: meeting.nonce,
  hello: meeting.hello,
  presence_proof: meeting.presence_proof,
  ...(meeting.relay === undefined ? {} : { relay: meeting.relay }),
  attestation: meeting.attestation,
  decision: approval.decision,
  ...(approval.security_key === undefined ? {} : { security_key: approval.security_key }),
});

/** Reads all that the server signed for the login so far: the keys by which it did so are demanded once more. */
export const signedTextsOf = async ({ request: text, meeting, approval }: ApprovedLogin) => [
  await readAnyRequest(text),
  await nonce.read(meeting.nonce),
  await decision.read(approval.decision),
];
