import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import { nonce } from "@nearside/shared/statements/nonce.ts";
import { type PeerRefusal, peerRefusal } from "@nearside/shared/statements/peer-refusal.ts";
import { type Report, report } from "@nearside/shared/statements/report.ts";
import { type Withdrawal, withdrawal } from "@nearside/shared/statements/withdrawal.ts";
import type { Answer } from "./answer.ts";
import type { OpenLogin } from "./login-steps.ts";
import { type Browser, postJson, type Reached } from "./send.ts";

// Messages about a login beside its steps (protocol §4.2, §4.4).

/** "Started elsewhere", by an extension that saw that nonce (compact JWS) of that login. */
export async function sayStartedElsewhere(
  server: Reached,
  login: OpenLogin,
  by: Signer,
  seen: string,
  claims: Partial<Report["claims"]> = {},
): Promise<Answer> {
  const text = await report.sign(by, {
    request: await sha256Base64url(login.authorization.request),
    reason: "started_elsewhere",
    nonce: (await nonce.read(seen)).claims.nonce,
    iat: server.now(),
    ...claims,
  });
  return postJson(server, `/api/requests/${login.id}/report`, { nonce: seen, report: text });
}

/** "This browser did not meet the command line, because …", by the page. */
export const sayTrouble = (server: Reached, { id }: OpenLogin, browser: Browser, code: string): Promise<Answer> =>
  postJson(server, `/api/requests/${id}/trouble`, { code }, { browser });

/** The page asks whether the state of the login is still the one that it knows, which includes whether its command line waits. */
export const askStanding = (server: Reached, { id }: OpenLogin, browser: Browser, known: string): Promise<Answer> =>
  postJson(server, `/api/requests/${id}/state`, { known }, { browser });

/** The command line reports that another account knocked. */
export async function sayPeerRefused(
  server: Reached,
  login: OpenLogin,
  by: Signer,
  claims: Partial<PeerRefusal["claims"]> = {},
): Promise<Answer> {
  const text = await peerRefusal.sign(by, {
    request: await sha256Base64url(login.authorization.request),
    code: "peer_forwarded",
    jti: server.id(),
    iat: server.now(),
    ...claims,
  });
  return postJson(server, `/api/requests/${login.id}/peer`, { peer_refusal: text });
}

/** The command line says that it no longer waits for the login. */
export async function sayWithdrawn(
  server: Reached,
  login: OpenLogin,
  by: Signer,
  claims: Partial<Withdrawal["claims"]> = {},
): Promise<Answer> {
  const text = await withdrawal.sign(by, {
    request: await sha256Base64url(login.authorization.request),
    reason: "ended",
    ...claims,
  });
  return postJson(server, `/api/requests/${login.id}/withdrawal`, { withdrawal: text });
}
