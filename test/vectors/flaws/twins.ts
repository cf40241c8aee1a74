import type { WrittenChain } from "@nearside/shared/chain/read-chain.ts";
import type { AssertionJson } from "@nearside/shared/passkey/webauthn.ts";
import { derOf, resigned, signatureInDer, twinOf } from "../forge.ts";
import type { Flaw } from "./flaw.ts";
import type { Link } from "./links.ts";

type Refusal = Pick<Flaw, "layer" | "code" | "field" | "also">;

/**
 * Everybody who sees an ECDSA signature R ‖ S can write R ‖ n − S, which is as good: a second text, a second hash (threat P8).
 * A hash is named with its text.
 */
export const twinFlaws = (honest: WrittenChain): Flaw[] => {
  const twin = (member: Link["member"], refusal: Refusal): Flaw => ({
    name: `${member} with the twin of its signature`,
    why: "R ‖ n − S in the place of R ‖ S: a valid signature, but not the text that the next link names.",
    ...refusal,
    chain: { [member]: resigned(honest[member], twinOf) },
  });
  return [
    twin("device_statement", { layer: "checkRequestDevice", code: "device_mismatch", field: "request.statement" }),
    twin("request", {
      layer: "checkNonceRequest",
      code: "nonce_mismatch",
      field: "nonce.request",
      also: ["checkHelloBinding", "checkPresenceBinding"],
    }),
    twin("presence_proof", {
      layer: "checkLocalityPresence",
      code: "presence_mismatch",
      field: "attestation.presence",
    }),
    twin("attestation", { layer: "checkDecisionMeeting", code: "decision_mismatch", field: "decision.attestation" }),
    twin("decision", {
      layer: "checkApprovalAssertion",
      code: "assertion_invalid",
      field: "assertion",
      also: ["checkTokenChain"],
    }),
    {
      name: "assertion with the twin of its signature",
      why: "R, n − S in the place of R, S: a valid signature, but not the one that the token names.",
      layer: "checkTokenChain",
      code: "chain_mismatch",
      field: "token.chain",
      chain: { assertion: assertionTwin(honest.assertion) },
    },
  ];
};

function assertionTwin(assertion: AssertionJson): AssertionJson {
  const der = Buffer.from(assertion.response.signature, "base64url");
  const signature = Buffer.from(derOf(twinOf(signatureInDer(der)))).toString("base64url");
  return { ...assertion, response: { ...assertion.response, signature } };
}
