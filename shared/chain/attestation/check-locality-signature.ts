import { verifySignature } from "../../signing/jws.ts";
import { thumbprintOf } from "../../signing/keys.ts";
import type { MeetingLink } from "../chain.ts";
import { refuse } from "../refusal.ts";

/**
 * The attestation is signed by the same extension key as the hello (protocol §4.4).
 *
 * @throws Refused `extension_mismatch`, `bad_signature`
 */
export async function checkLocalitySignature({
  hello,
  attestation,
}: Pick<MeetingLink, "hello" | "attestation">): Promise<void> {
  const [attesting, saying] = await Promise.all([thumbprintOf(attestation.header.jwk), thumbprintOf(hello.header.jwk)]);
  if (attesting !== saying) refuse("extension_mismatch", "attestation.jwk");
  await verifySignature(attestation, attestation.header.jwk);
}
