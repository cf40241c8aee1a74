import {
  approveAnswerSchema,
  type DecidedAnswer,
  decidedAnswerSchema,
  nonceAnswerSchema,
} from "@nearside/shared/api/login-requests.ts";
import { DEVICE_CODE_GRANT, deviceAuthorizationAnswerSchema } from "@nearside/shared/oauth/device-authorization.ts";
import { type TokenAnswer, tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import { signDpop } from "@nearside/shared/statements/dpop.ts";
import * as v from "valibot";
import type { Authenticator } from "../../kit/authenticator.ts";
import { CLIENT, deviceStatementOf, refreshStatementOf } from "../../kit/login-steps.ts";
import { meet } from "../../kit/meeting.ts";
import { newId, now, RP_ID, type Stage } from "../../steps/stage.ts";
import { FORM, JSON_BODY, type LeanAnswer, type LeanHttp } from "./lean-http.ts";
import { hashOf, quickSigner } from "./quick-signer.ts";

// A whole login of ours, as command line, extension, page and person say it: five requests.

/** The server and the clock, as the statements of a machine name them. */
const saying = ({ issuer }: Pick<Stage, "issuer">) => ({ issuer, id: newId, now });

interface Machine extends Pick<Stage, "issuer"> {
  readonly parties: { readonly device: Signer; readonly extension: Signer; readonly passkey: Authenticator };
}

/** The things that a finished login leaves with its command line. */
interface Session {
  readonly key: Signer;
  readonly tokens: TokenAnswer;
  readonly nonce: string;
}

/** @param resource whose token it is (RFC 8707) */
export async function ourLogin(machine: Machine, http: LeanHttp, resource?: string): Promise<Session> {
  const session = await quickSigner();
  const { device, extension } = machine.parties;
  const statement = await deviceStatementOf(saying(machine), { device }, session);
  const wanted = { client_id: CLIENT, scope: "read", ...(resource === undefined ? {} : { resource }) };
  const started = await http.send(form("/oauth/device_authorization", { ...wanted, device_statement: statement }));
  const { device_code, verification_uri_complete } = read(started, deviceAuthorizationAnswerSchema);
  const [id = ""] = verification_uri_complete.split("/").slice(-1);

  const answer = await http.send(json(`/api/requests/${id}/nonce`, {}));
  const cookie = String(answer.headers["set-cookie"]).split(";")[0] ?? "";
  const opened = read(answer, nonceAnswerSchema);
  if (opened.state !== "open") throw new Error(`the login is ${opened.state}`);
  const meeting = await meet(saying(machine), { ...opened, extension, session });
  const decided = read(await http.send(json(`/api/requests/${id}/locality`, meeting, cookie)), decidedAnswerSchema);
  const approval = { decision: decided.decision, assertion: assertion(machine, decided) };
  read(await http.send(json(`/api/requests/${id}/approve`, approval, cookie)), approveAnswerSchema);

  const nonce = String(started.headers["dpop-nonce"]); // it came with the first answer (RFC 9449 §8.2)
  const body = { grant_type: DEVICE_CODE_GRANT, client_id: CLIENT, device_code };
  const redeemed = await http.send(form("/oauth/token", body, await proofOf(machine, session, nonce)));
  return { key: session, tokens: read(redeemed, tokenAnswerSchema), nonce };
}

/** One refresh, by session key and device key. @returns what the next one needs */
export async function ourRefresh(machine: Machine, http: LeanHttp, { key, tokens, nonce }: Session): Promise<Session> {
  const { device } = machine.parties;
  const statement = await refreshStatementOf(saying(machine), { device }, key);
  const { refresh_token = "" } = tokens;
  const body = { grant_type: "refresh_token", client_id: CLIENT, refresh_token, device_statement: statement };
  const proof = await proofOf(machine, key, nonce, hashOf(statement));
  const answer = await http.send(form("/oauth/token", body, proof));
  return { key, tokens: read(answer, tokenAnswerSchema), nonce: String(answer.headers["dpop-nonce"]) };
}

const assertion = ({ parties, issuer }: Machine, { options }: DecidedAnswer) =>
  parties.passkey.get({ challenge: options.challenge, rpId: RP_ID, origin: issuer });

const proofOf = async ({ issuer }: Machine, by: Signer, nonce: string, statement?: string) => ({
  dpop: await signDpop(by, {
    method: "POST",
    url: `${issuer}/oauth/token`,
    jti: newId(),
    iat: now(),
    nonce,
    statement,
  }),
});

const form = (path: string, fields: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = {}) =>
  ({ method: "POST", path, headers: { ...FORM, ...headers }, body: new URLSearchParams(fields).toString() }) as const;

const json = (path: string, body: unknown, cookie?: string) =>
  ({
    method: "POST",
    path,
    headers: cookie === undefined ? JSON_BODY : { ...JSON_BODY, cookie },
    body: JSON.stringify(body),
  }) as const;

export function read<T>({ status, body }: LeanAnswer, schema: v.GenericSchema<unknown, T>): T {
  if (status !== 200) throw new Error(`the server answered ${status} ${body}`);
  return v.parse(schema, JSON.parse(body));
}
