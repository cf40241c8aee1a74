import { createServer, type IncomingMessage } from "node:http";
import type { Loopback } from "@nearside/shared/claims.ts";
import { newRandomId, newRequestId, type RandomBytes } from "@nearside/shared/ids.ts";
import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { ACCESS_TOKEN_TYPE } from "@nearside/shared/oauth/token-exchange.ts";
import { deviceStatement } from "@nearside/shared/statements/device.ts";
import { verifyDpop } from "@nearside/shared/statements/dpop.ts";
import { type Facts, hashFacts, listedExtension, writeFacts } from "@nearside/shared/statements/facts.ts";
import { request } from "@nearside/shared/statements/request.ts";
import { newSoftwareKey, type SoftwareKey } from "../keys/software-key.ts";
import { listenOnLoopback } from "./listen-on-loopback.ts";

// For tests: a server over real HTTP that can lie in one place at a time. Tests of an honest server use the one that ships.

type Claims<S extends { sign(signer: never, claims: never): unknown }> = Parameters<S["sign"]>[1];

/** Each lie gets what an honest server would send. */
export interface Lies {
  readonly metadata?: (honest: object) => object;
  readonly facts?: (honest: Facts) => Facts;
  readonly request?: (honest: Claims<typeof request>) => Claims<typeof request>;
  readonly requestKey?: SoftwareKey;
  readonly answer?: (honest: object) => object;
  readonly token?: (honest: Claims<typeof accessToken>) => Claims<typeof accessToken>;
  readonly tokenKey?: SoftwareKey;
  /** The token endpoint's answers before it gives the token, poll by poll. */
  readonly before?: readonly object[];
  /** The answer to a revocation. */
  readonly revoke?: Answer;
  /** The number of token requests that are taken in and never answered. */
  readonly lost?: number;
}

export interface LyingServer {
  readonly issuer: string;
  readonly key: SoftwareKey;
  /** The only extension that its requests list. */
  readonly extension: SoftwareKey;
  lies: Lies;
  /** The request that was signed last, and the address at which its command line listens. */
  readonly lastRequest: () => { readonly request: string; readonly loopback: Loopback };
  readonly polls: () => number;
  /** The forms of the token requests since the login was asked for. */
  readonly tokenForms: () => readonly URLSearchParams[];
  /** The peer refusals that were reported. */
  readonly peerReports: string[];
  /** The ids of the requests that were withdrawn. */
  readonly withdrawn: string[];
  /** The forms of the revocations (RFC 7009). */
  readonly revoked: object[];
  close(): void;
}

interface Answer {
  readonly status: number;
  readonly body: object;
}

interface LiarsWorld {
  /** The id of the user whom its tokens are for. */
  readonly user: string;
  readonly random: RandomBytes;
  /** Seconds. */
  readonly now: () => number;
}

/** The refresh token that comes with the answer to that token request, counted from 1. */
export const refreshToken = (request: number): string => `refresh-token-${request}`.padEnd(43, "-");

export async function startLyingServer({ user, random, now }: LiarsWorld): Promise<LyingServer> {
  const [key, extension] = await Promise.all([newSoftwareKey(), newSoftwareKey()]);
  const peerReports: string[] = [];
  let forms: URLSearchParams[] = [];
  let lastRequest: { request: string; loopback: Loopback; device: string } | undefined;
  const http = createServer((incoming, response) => {
    answerTo(incoming).then(
      ({ status, body }) =>
        response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body)),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  const issuer = `http://127.0.0.1:${await listenOnLoopback(http)}`;
  const it: LyingServer = {
    issuer,
    key,
    extension,
    lies: {},
    lastRequest: () => {
      if (lastRequest === undefined) throw new Error("nothing was asked yet");
      return lastRequest;
    },
    polls: () => forms.length,
    tokenForms: () => forms,
    peerReports,
    withdrawn: [],
    revoked: [],
    close: () => {
      http.closeAllConnections();
      http.close();
    },
  };
  return it;

  async function answerTo(incoming: IncomingMessage): Promise<Answer> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const path = incoming.url ?? "";
    if (path.startsWith("/.well-known/")) return { status: 200, body: metadata() };
    if (path === "/jwks") {
      const { jwk, thumbprint: kid } = key.signer;
      return {
        status: 200,
        body: {
          keys: [
            { kty: "RSA", kid: "other" },
            { ...jwk, kid, alg: "ES256" },
          ],
        },
      };
    }
    if (path === "/authorize") return { status: 200, body: await authorize(new URLSearchParams(body)) };
    if (path === "/revoke") {
      it.revoked.push(Object.fromEntries(new URLSearchParams(body)));
      return it.lies.revoke ?? { status: 200, body: {} };
    }
    if (path === "/token") return token(incoming, new URLSearchParams(body));
    if (path.endsWith("/peer")) {
      peerReports.push(JSON.parse(body).peer_refusal);
      return { status: 200, body: {} };
    }
    const [, withdrawn] = /^\/api\/requests\/([^/]+)\/withdrawal$/.exec(path) ?? [];
    if (withdrawn !== undefined) {
      it.withdrawn.push(withdrawn);
      return { status: 200, body: {} };
    }
    return { status: 404, body: { error: "not_found" } };
  }

  function metadata(): object {
    const honest = {
      issuer,
      jwks_uri: `${issuer}/jwks`,
      device_authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      revocation_endpoint: `${issuer}/revoke`,
    };
    return it.lies.metadata?.(honest) ?? honest;
  }

  async function authorize(form: URLSearchParams): Promise<object> {
    const { claims: statement, hash } = await deviceStatement.read(form.get("device_statement"));
    const honestFacts: Facts = {
      salt: newRandomId(random),
      client: { id: form.get("client_id") ?? "", name: "Nearside", verified: true },
      scope: form.get("scope") ?? "",
      resource: form.getAll("resource"),
      authorization_details: JSON.parse(form.get("authorization_details") ?? "[]"),
      ...(form.has("acr_values") && { acr_values: (form.get("acr_values") ?? "").split(" ") }),
      ...(form.has("max_age") && { max_age: Number(form.get("max_age")) }),
      context: statement.context,
      seen: { address: "127.0.0.1", time: now() },
    };
    const facts = writeFacts(it.lies.facts?.(honestFacts) ?? honestFacts);
    const jti = newRequestId(random);
    const iat = now();
    const honest: Claims<typeof request> = {
      iss: issuer,
      jti,
      iat,
      exp: iat + 300,
      sub_jkt: statement.cnf.jkt,
      statement: hash,
      loopback: statement.loopback,
      facts: await hashFacts(facts),
      extensions: [await listedExtension(jti, extension.signer.thumbprint)],
    };
    const { signer } = it.lies.requestKey ?? key;
    const signed = await request.sign(signer, it.lies.request?.(honest) ?? honest);
    if (statement.loopback === null) throw new Error("this server knows no other way than loopback");
    lastRequest = { request: signed, loopback: statement.loopback, device: statement.iss };
    forms = [];
    const answer = {
      device_code: "device-code",
      user_code: "BCDF-GHJK",
      verification_uri: `${issuer}/approve`,
      verification_uri_complete: `${issuer}/approve/${jti}`,
      expires_in: 300,
      interval: 0,
      request: signed,
      facts,
    };
    return it.lies.answer?.(answer) ?? answer;
  }

  async function token(incoming: IncomingMessage, form: URLSearchParams): Promise<Answer> {
    const { jkt } = await verifyDpop(incoming.headers["dpop"], "POST", `${issuer}/token`);
    const before = it.lies.before?.[forms.length];
    forms.push(form);
    if (forms.length <= (it.lies.lost ?? 0)) incoming.socket.destroy();
    if (before !== undefined) return { status: 400, body: before };
    if (lastRequest === undefined) return { status: 400, body: { error: "invalid_grant" } };
    const { claims } = await request.read(lastRequest.request);
    const subject = form.get("subject_token");
    const iat = now();
    const honest: Claims<typeof accessToken> = {
      iss: issuer,
      sub: user,
      aud: [issuer],
      client_id: "nearside-cli",
      scope: "read",
      jti: newRandomId(random),
      iat,
      exp: iat + 900,
      auth_time: iat,
      acr: "urn:nearside:acr:same-machine",
      amr: ["pop", "user"],
      cnf: { jkt },
      device: lastRequest.device,
      request: claims.jti,
      chain: claims.statement,
      ...(subject === null ? {} : await exchanged(subject, form)),
    };
    const { signer } = it.lies.tokenKey ?? key;
    const given = it.lies.token?.(honest) ?? honest;
    const access_token = await accessToken.sign(signer, given);
    const body = {
      access_token,
      token_type: "DPoP",
      expires_in: 900,
      refresh_token: refreshToken(forms.length),
      scope: given.scope,
      issued_token_type: ACCESS_TOKEN_TYPE,
    };
    return { status: 200, body };
  }

  /** The claims in which a token differs that is given for another one (RFC 8693). */
  async function exchanged(subject: string, form: URLSearchParams): Promise<Partial<Claims<typeof accessToken>>> {
    const { jti: parent, exp, auth_time } = (await accessToken.read(subject)).claims;
    return { parent, exp, auth_time, aud: form.getAll("resource"), scope: form.get("scope") ?? "" };
  }
}
