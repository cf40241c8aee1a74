import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import type { Credential } from "../credentials/credential.ts";
import { fetchProved } from "./fetch-proved.ts";
import type { Needed } from "./needed.ts";
import type { Program } from "./operation.ts";
import type { SignInOptions } from "./options.ts";
import type { Session } from "./session.ts";
import { sessionCalls } from "./session-calls.ts";

/** @param signedInFor the demands of the sign-in that gave the credential */
export function openSession(
  program: Program,
  signedInFor: Needed,
  how: SignInOptions,
  credential: Credential,
): Session {
  const calls = sessionCalls(program, signedInFor, how, credential);
  const { issuer, user, clientId } = program;
  return {
    issuer,
    user,
    clientId,
    get scope() {
      return calls.scope();
    },
    resource: signedInFor.resource,
    authorizationDetails: JSON.parse(signedInFor.details),
    token: (options = {}) =>
      calls.withCredential(options, async (_operation, { access_token, expires_at, scope }) => {
        const { claims } = await accessToken.read(access_token);
        return { accessToken: access_token, expiresAt: expires_at, scope, audience: claims.aud };
      }),
    proof: (method, url, { nonce, ...options } = {}) => calls.prove(options, { method, url, nonce }),
    fetch: fetchProved(program, calls),
  };
}
