import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import {
  ACCESS_TOKEN_TYPE,
  exchangeAnswerSchema,
  TOKEN_EXCHANGE_GRANT,
} from "@nearside/shared/oauth/token-exchange.ts";
import { writtenScope } from "@nearside/shared/oauth/written-scope.ts";
import type { Connection } from "../server/connection.ts";
import { readAnswer } from "../server/read-answer.ts";
import { scopeWords } from "../server/scope-words.ts";
import { sendProved } from "../server/send-proved.ts";
import { audienceOf, type Credential } from "./credential.ts";
import { sameResource } from "./for-audience.ts";
import { proverOf } from "./session-key.ts";
import { verifyNarrowedToken } from "./verify-narrowed-token.ts";

const TIMEOUT = 10_000;

/**
 * The credential with a token for that API and that scope alone (RFC 8693, protocol §4.6): a tool that gets it can do
 * no more than it was given it for. It is never kept, and the server is asked only if the login's own token allows
 * more.
 *
 * @param scope separated by spaces; undefined keeps all that was granted
 * @throws Problem, Refused
 */
export async function narrowToken(
  connection: Connection,
  credential: Credential,
  { audience, scope }: { readonly audience: string; readonly scope: string | undefined },
): Promise<Credential> {
  const granted = audienceOf(credential);
  const resource = granted.find((each) => sameResource(each, audience)) ?? audience; // the server's own spelling
  const words = scopeWords(credential.scope);
  const wanted = scope === undefined ? words : [...new Set(scopeWords(scope))];
  if (granted.length === 1 && words.every((word) => wanted.includes(word))) return credential;
  const { token_endpoint: url } = await connection.metadata();
  const prove = await proverOf(credential.session_key, connection);
  const form = new URLSearchParams({
    grant_type: TOKEN_EXCHANGE_GRANT,
    client_id: credential.client_id,
    subject_token: credential.access_token,
    subject_token_type: ACCESS_TOKEN_TYPE,
    resource,
    ...writtenScope(wanted.join(" ")),
  });
  const answer = await sendProved(connection, prove, async () => ({
    method: "POST",
    url,
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: form.toString(),
    timeout: TIMEOUT,
  }));
  const { access_token } = readAnswer(answer, exchangeAnswerSchema);
  const own = await accessToken.read(credential.access_token);
  const less = { audience: resource, scope: wanted.join(" ") };
  const { claims } = await verifyNarrowedToken(connection, access_token, own, less);
  const expires_at = claims.exp - connection.clock.offset();
  return { ...credential, access_token, expires_at, scope: claims.scope, resource: [resource] };
}
