import { newRandomId } from "@nearside/shared/ids.ts";
import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { neutralise } from "@nearside/shared/text/neutralise.ts";
import type { Credential } from "../credentials/credential.ts";
import { proverOf } from "../credentials/session-key.ts";
import { Problem } from "../problems/problem.ts";
import { webOrigin } from "../server/web-origin.ts";
import { texts } from "../texts/sdk.ts";
import type { Operation } from "./operation.ts";
import type { Proof } from "./session.ts";

/** A request that a proof is for. */
export interface ProofTarget {
  readonly method: string;
  readonly url: string | URL;
  readonly nonce: string | undefined;
}

/**
 * Token and proof for one request (RFC 9449 §7.1), if the token is for that place. Anywhere else, the one who answers would
 * learn who the person is, and could use the proof for its own minute.
 *
 * @throws Problem `address_not_granted`, `usage`
 */
export async function prove({ world }: Operation, credential: Credential, target: ProofTarget): Promise<Proof> {
  const { access_token, clock_offset, session_key } = credential;
  const { claims } = await accessToken.read(access_token);
  const origins = new Set(claims.aud.flatMap(webOrigin));
  const { method, nonce } = target;
  const url = readAddress(target.url);
  if (!webOrigin(url.href).some((origin) => origins.has(origin))) {
    const granted = origins.size === 0 ? "no address" : [...origins].join(", ");
    throw new Problem("address_not_granted", neutralise(`(${url.origin}; it is for ${granted}.)`, 500));
  }
  const proves = await proverOf(session_key, world);
  const proof = await proves({
    method,
    url: url.href,
    jti: newRandomId(world.random),
    iat: Math.floor(world.now() / 1000) + clock_offset,
    nonce,
    accessToken: access_token,
  });
  return { proof, accessToken: access_token, headers: { authorization: `DPoP ${access_token}`, dpop: proof } };
}

/** @throws Problem `usage` */
export function readAddress(url: string | URL): URL {
  if (!URL.canParse(String(url))) throw new Problem("usage", texts.wholeAddress);
  return new URL(url);
}
