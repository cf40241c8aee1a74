import { randomUUID } from "node:crypto";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import type { Answer } from "../kit/answer.ts";
import { now, type Stage } from "../steps/stage.ts";
import { forge } from "../vectors/forge.ts";
import type { Party } from "../vectors/parties.ts";

type Claims = Readonly<Record<string, unknown>>;

/** Asks /oauth/userinfo with that access token: each time by a fresh proof, right but for those claims. */
export async function userinfoAsked(
  stage: Stage,
  accessToken: string,
): Promise<(twist?: Claims, by?: Party) => Promise<Answer>> {
  let nonce: string | null = null;
  const ask = async (twist: Claims = {}, by: Party = stage.parties.session): Promise<Answer> => {
    const header = { alg: "ES256", typ: "dpop+jwt", jwk: by.jwk };
    const claims = {
      jti: randomUUID(),
      htm: "GET",
      htu: `${stage.issuer}/oauth/userinfo`,
      iat: now(),
      nonce,
      ath: await sha256Base64url(accessToken),
      ...twist,
    };
    const dpop = await forge(by, JSON.stringify(header), JSON.stringify(claims));
    return stage.send("/oauth/userinfo", { headers: { authorization: `DPoP ${accessToken}`, dpop } });
  };
  nonce = (await ask({ nonce: undefined })).headers.get("dpop-nonce");
  return ask;
}
