import type { NonceAnswer } from "@nearside/shared/api/login-requests.ts";
import { request } from "@nearside/shared/statements/request.ts";
import type { Call } from "../../platform/http/call.ts";
import { openBrowserSession } from "../../protocol/login/browser-session.ts";
import { currentLogin } from "../../protocol/login/current-login.ts";
import { startNonce } from "../../protocol/login/start-nonce.ts";
import type { Services } from "../services.ts";

/** POST /api/requests/{id}/nonce (protocol §4.3). */
export const loginNonce = (services: Services) => async (c: Call) => {
  const { login } = await currentLogin(services, c.req.param("id") ?? "");
  if (login.state === "withdrawn") return c.json({ state: "withdrawn", reason: login.reason } satisfies NonceAnswer);
  if (login.state !== "pending" && login.state !== "met") return c.json({ state: login.state } satisfies NonceAnswer);
  const session = await openBrowserSession(services, c);
  const { hash } = await request.read(login.request);
  const nonce = await startNonce(services, login.id, hash, session);
  return c.json({ state: "open", request: login.request, nonce } satisfies NonceAnswer);
};
