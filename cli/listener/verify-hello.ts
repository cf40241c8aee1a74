import type { HelloBody } from "@nearside/shared/api/loopback.ts";
import { checkHelloBinding } from "@nearside/shared/chain/hello/check-hello-binding.ts";
import { checkHelloSignature } from "@nearside/shared/chain/hello/check-hello-signature.ts";
import { checkNonceRequest } from "@nearside/shared/chain/nonce/check-nonce-request.ts";
import { checkNonceSignature } from "@nearside/shared/chain/nonce/check-nonce-signature.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { CLOCK_LEEWAY_SECONDS } from "@nearside/shared/lifetimes.ts";
import { type Hello, hello } from "@nearside/shared/statements/hello.ts";
import { type Nonce, nonce } from "@nearside/shared/statements/nonce.ts";
import type { Connection } from "../server/connection.ts";

interface VerifiedHello {
  readonly nonce: Nonce;
  readonly hello: Hello;
}

/**
 * Makes the checks of a hello that login and enrolment share (protocol §4.2, §4.3), the cheap ones first.
 *
 * @param own hash of this login's or enrolment's own request, whose text was already found equal
 * @param checkKey refuses an extension that may not meet this command line, before its signature is verified
 * @throws Refused
 */
export async function verifyHello(
  body: HelloBody,
  own: { readonly hash: string },
  { issuer, keys, clock }: Pick<Connection, "issuer" | "keys" | "clock">,
  checkKey: (hello: Hello) => Promise<void>,
): Promise<VerifiedHello> {
  const read = { request: own, nonce: await nonce.read(body.nonce), hello: await hello.read(body.hello) };
  checkNonceRequest(read);
  checkHelloBinding(read);
  if (read.nonce.claims.exp < clock.seconds() - CLOCK_LEEWAY_SECONDS) refuse("nonce_expired", "nonce.exp");
  await checkKey(read.hello);
  await checkHelloSignature(read);
  await checkNonceSignature(read, { issuer, serverKeys: await keys.current() });
  return read;
}
