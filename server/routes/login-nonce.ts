import type { NonceAnswer } from "@nearside/shared/api/login-requests.ts";
import { request } from "@nearside/shared/statements/request.ts";
import type { Ground } from "../ground.ts";
import { openBrowserSession } from "../http/browser-session.ts";
import type { Call } from "../http/route.ts";
import { currentLogin } from "../login/current-login.ts";
import { startNonce } from "../login/start-nonce.ts";

/** POST /api/requests/{id}/nonce (protocol §4.3). */
export const loginNonce = (ground: Ground) => async (c: Call) => {
  const { login } = await currentLogin(ground, c.req.param("id") ?? "");
  if (login.state === "withdrawn") return c.json({ state: "withdrawn", reason: login.reason } satisfies NonceAnswer);
  if (login.state !== "pending" && login.state !== "met") return c.json({ state: login.state } satisfies NonceAnswer);
  const session = await openBrowserSession(ground, c);
  const { hash } = await request.read(login.request);
  const nonce = await startNonce(ground, login.id, hash, session);
  return c.json({ state: "open", request: login.request, nonce } satisfies NonceAnswer);
};
