import { type NonceAnswer, nonceAnswerSchema } from "@nearside/shared/api/login-requests.ts";
import { nonce } from "@nearside/shared/statements/nonce.ts";
import { request } from "@nearside/shared/statements/request.ts";
import type { Login } from "./login.ts";
import type { Post } from "./post.ts";

type LoginOpening =
  | { readonly state: "open"; readonly login: Login; readonly nonce: string }
  | Exclude<NonceAnswer, { state: "open" }>;

/**
 * The login and a fresh nonce to meet it with; or how it ended (protocol §4.3).
 * The page reads the request to know its times and its hash; proving it is for the extension and the command line.
 */
export async function openLogin(
  post: Post,
  requestId: string,
  now: () => number,
  signal: AbortSignal,
): Promise<LoginOpening> {
  const answer = await post(`/api/requests/${requestId}/nonce`, {}, nonceAnswerSchema, signal);
  if (answer.state !== "open") return answer;
  const asked = await request.read(answer.request);
  const salt = await nonce.read(answer.nonce);
  // protocol §2: clients take their clock offset from the `iat` of what the server signed
  const serverIsAheadBy = salt.claims.iat * 1000 - now();
  const login: Login = {
    request: asked.jws,
    requestHash: asked.hash,
    startedAt: asked.claims.iat * 1000 - serverIsAheadBy,
    expiresAt: asked.claims.exp * 1000 - serverIsAheadBy,
  };
  return { state: "open", login, nonce: salt.jws };
}
