import { DEVICE_CODE_GRANT } from "@nearside/shared/oauth/device-authorization.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import { signDpop } from "@nearside/shared/statements/dpop.ts";
import * as v from "valibot";
import type { Authenticator } from "../../kit/authenticator.ts";
import { newId, now, RP_ID } from "../../steps/stage.ts";
import { PEER_CLIENT, RESOURCES } from "../peer/names.ts";
import { FORM, JSON_BODY, type LeanAnswer, type LeanHttp } from "./lean-http.ts";
import { read } from "./our-login.ts";
import { quickSigner } from "./quick-signer.ts";

// A whole login at oidc-provider, by the fewest requests it takes: command line and page with a passkey.

const startedSchema = v.looseObject({ device_code: v.string(), user_code: v.string() });
const optionsSchema = v.looseObject({ challenge: v.string() });
const tokensSchema = v.looseObject({ access_token: v.string(), refresh_token: v.string() });

interface PeerSession {
  readonly key: Signer;
  readonly tokens: v.InferOutput<typeof tokensSchema>;
}

export async function peerLogin(
  http: LeanHttp,
  passkey: Authenticator,
  resource: string = RESOURCES.jwt,
): Promise<PeerSession> {
  const key = await quickSigner();
  const parameters = { client_id: PEER_CLIENT, scope: "read", resource };
  const started = read(await http.send(form("/device/auth", parameters)), startedSchema);

  const cookies = new Map<string, string>();
  const page = keep(cookies, await http.send(get(`/device?user_code=${started.user_code}`, cookies)), 200);
  const [, xsrf = ""] = /name="xsrf" value="([^"]+)"/.exec(page.body) ?? [];
  const confirmed = { xsrf, user_code: started.user_code, confirm: "yes" };
  const sent = keep(cookies, await http.send(form("/device", confirmed, cookieOf(cookies))), 303);
  const interaction = pathOf(sent);
  const options = read(keep(cookies, await http.send(get(interaction, cookies)), 200), optionsSchema);
  const challenge = Buffer.from(options.challenge, "base64url");
  const assertion = passkey.get({ challenge, rpId: RP_ID, origin: http.origin });
  const body = JSON.stringify(assertion);
  const headers = { ...JSON_BODY, ...cookieOf(cookies) };
  const finished = keep(cookies, await http.send({ method: "POST", path: interaction, headers, body }), 303);
  keep(cookies, await http.send(get(pathOf(finished), cookies)), 200);

  const grant = { grant_type: DEVICE_CODE_GRANT, client_id: PEER_CLIENT, device_code: started.device_code };
  return { key, tokens: await token(http, key, grant) };
}

export async function peerRefresh(http: LeanHttp, { key, tokens }: PeerSession): Promise<PeerSession> {
  const grant = { grant_type: "refresh_token", client_id: PEER_CLIENT, refresh_token: tokens.refresh_token };
  return { key, tokens: await token(http, key, grant) };
}

async function token(http: LeanHttp, key: Signer, grant: Readonly<Record<string, string>>) {
  const url = `${http.origin}/token`;
  const dpop = await signDpop(key, { method: "POST", url, jti: newId(), iat: now() });
  return read(await http.send(form("/token", grant, { dpop })), tokensSchema);
}

type Cookies = Map<string, string>;

const cookieOf = (cookies: Cookies) => ({ cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") });

/** Follows the redirects as a browser does. */
function keep(cookies: Cookies, answer: LeanAnswer, status: number): LeanAnswer {
  if (answer.status !== status) throw new Error(`the peer answered ${answer.status} ${answer.body}`);
  for (const set of [answer.headers["set-cookie"] ?? []].flat()) {
    const [pair = ""] = set.split(";");
    const at = pair.indexOf("=");
    if (pair.slice(at + 1) === "") cookies.delete(pair.slice(0, at));
    else cookies.set(pair.slice(0, at), pair.slice(at + 1));
  }
  return answer;
}

const pathOf = ({ headers }: LeanAnswer): string => {
  const { pathname, search } = new URL(String(headers["location"]), "http://localhost");
  return pathname + search;
};

const get = (path: string, cookies: Cookies) => ({ method: "GET", path, headers: cookieOf(cookies) }) as const;

const form = (path: string, fields: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = {}) =>
  ({ method: "POST", path, headers: { ...FORM, ...headers }, body: new URLSearchParams(fields).toString() }) as const;
