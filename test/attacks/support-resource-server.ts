// An API that asks this server about the tokens it is given (RFC 7662), as its operator wrote it down: with a key of its own.
import { generateKeyPairSync } from "node:crypto";
import { SignJWT } from "jose";
import * as v from "valibot";
import { lasting, newId, type Stage } from "../steps/stage.ts";

export interface AskingApi {
  /** The API as a configuration file has it. */
  readonly written: Readonly<Record<string, unknown>>;
  /** Tells whether that token is active, by the server's answer to this API. */
  readonly isActive: (stage: Stage, token: string) => Promise<boolean>;
}

export function askingApi(id: string, resources: readonly string[]): AskingApi {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const assertionFor = ({ issuer }: Stage) =>
    new SignJWT({ iss: id, sub: id, aud: issuer, jti: newId(), ...lasting(60) })
      .setProtectedHeader({ alg: "ES256" })
      .sign(privateKey);
  return {
    written: { id, name: id, resources, jwks: { keys: [publicKey.export({ format: "jwk" })] } },
    isActive: async (stage, token) => {
      const answer = await stage.postForm("/oauth/introspect", {
        client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        client_assertion: await assertionFor(stage),
        token,
      });
      return answer.as(v.looseObject({ active: v.boolean() })).active;
    },
  };
}
