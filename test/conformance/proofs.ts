import { randomUUID } from "node:crypto";
import { DEVICE_CODE_GRANT } from "@nearside/shared/oauth/device-authorization.ts";
import type { Answer } from "../kit/answer.ts";
import { CLIENT, type OpenLogin } from "../kit/login-steps.ts";
import { approvedLogin } from "../steps/logging-in.ts";
import { now, type Stage } from "../steps/stage.ts";
import { forge } from "../vectors/forge.ts";

type Members = Readonly<Record<string, unknown>>;

/** The token request of an approved login, by DPoP proofs that any client might make. A refused one takes nothing from it. */
interface ProvedRequest {
  /** Sends it with that proof, or with none if it is undefined. */
  readonly send: (proof?: string) => Promise<Answer>;
  /** By the session key, good but for those members. */
  readonly proof: (twist?: { readonly header?: Members; readonly claims?: Members }) => Promise<string>;
  /** Does so from these very texts. */
  readonly header: Members;
  readonly claims: () => Members & { readonly iat: number; readonly nonce: string | null };
}

/** A login is given out for so long; the rest of its minute is for the test that got it last. Milliseconds. */
const SERVES_MS = 20_000;
/** One login a server at a time: for a minute the same key may ask again for its answer (protocol §4.6), so a good proof is answered each time. */
const logins = new WeakMap<Stage, { readonly since: number; readonly login: OpenLogin }>();

export async function provedRequest(stage: Stage): Promise<ProvedRequest> {
  const cached = logins.get(stage);
  const fresh = cached !== undefined && performance.now() - cached.since < SERVES_MS;
  const { login } = fresh ? cached : { login: await approvedLogin(stage) };
  if (!fresh) logins.set(stage, { since: performance.now(), login });
  const { session } = stage.parties;
  const send = (proof?: string): Promise<Answer> =>
    stage.send("/oauth/token", {
      method: "POST",
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        ...(proof === undefined ? {} : { dpop: proof }),
      },
      body: new URLSearchParams({
        grant_type: DEVICE_CODE_GRANT,
        client_id: CLIENT,
        device_code: login.authorization.device_code,
      }).toString(),
    });
  const nonce = (await send()).headers.get("dpop-nonce");
  const header = { alg: "ES256", typ: "dpop+jwt", jwk: session.jwk };
  const claims = () => ({
    jti: randomUUID(),
    htm: "POST",
    htu: `${stage.issuer}/oauth/token`,
    iat: now(),
    nonce,
  });
  return {
    send,
    header,
    claims,
    proof: (twist = {}) =>
      forge(session, JSON.stringify({ ...header, ...twist.header }), JSON.stringify({ ...claims(), ...twist.claims })),
  };
}
