import { DEVICE_CODE_GRANT } from "@nearside/shared/oauth/device-authorization.ts";
import { ACCESS_TOKEN_TYPE, TOKEN_EXCHANGE_GRANT } from "@nearside/shared/oauth/token-exchange.ts";
import { refreshStatement } from "@nearside/shared/statements/refresh.ts";
import type { Answer } from "../../test/kit/answer.ts";
import { authenticationOf } from "../../test/kit/apis.ts";
import { metLogin } from "../../test/kit/log-in.ts";
import { CLIENT, deny, deviceStatementOf } from "../../test/kit/login-steps.ts";
import { newMachine } from "../../test/kit/machine.ts";
import { type Headers, type LongForm, proofOf } from "../../test/kit/send.ts";
import { type ExchangeStage, ORDERS } from "./exchange-stage.ts";
import { COMMAND_LINE, registeredCommandLine } from "./register.ts";
import { DEPLOY, ISSUER } from "./test-server.ts";

// These forms and queries are good in form and in almost all that they say. One that would change something is refused at last,
// for a fault that no parameter alone can fix: nothing changes, whatever else a test alters.

export interface GoodForm {
  /** The method and path, as in the table of routes. */
  readonly address: string;
  readonly what: string;
  /** Makes a fresh form for each request. */
  readonly form: () => Promise<LongForm>;
  readonly headers?: () => Promise<Headers>;
  /** Tells if the address may answer a stranger so, without an error, because it takes any text as a token. */
  readonly mayAnswer?: (answer: Answer) => boolean;
}

const JSON_TYPE = "application/json";
const TOKENS = "POST /oauth/token";

/** Makes at least one form for each address that reads a form or a query of OAuth's. */
export async function goodForms({ server, machine, orders, newLogin }: ExchangeStage): Promise<readonly GoodForm[]> {
  const { tokens, session } = await newLogin();
  const denied = await metLogin(server, machine);
  await deny(server, denied, denied.met.attestation, machine.extension);
  const stranger = await newMachine(); // it is not enrolled, which is the fault of all that it signs
  const byStranger = () => deviceStatementOf(server, stranger, session);
  const refreshByStranger = () =>
    refreshStatement.sign(stranger.device, {
      ...{ iss: stranger.device.thumbprint, aud: ISSUER, jti: server.id() },
      ...{ iat: server.now(), exp: server.now() + 60, cnf: { jkt: session.thumbprint } },
    });
  const byApi = () => authenticationOf(server, { id: orders.id, key: orders.key });
  const proof =
    (key = session) =>
    () =>
      proofOf(server, key, "POST", "/oauth/token");
  const saysActive = ({ status, headers, text }: Answer) =>
    status === 200 && headers.get("content-type") === JSON_TYPE && typeof JSON.parse(text).active === "boolean";
  const saysNothing = ({ status, text }: Answer) => status === 200 && text === "";
  const [redirect_uri] = COMMAND_LINE.redirect_uris;
  const redirected = { client_id: await registeredCommandLine(server), redirect_uri, state: "A state" };
  const sendsBack = ({ status, headers }: Answer) =>
    status === 303 && headers.get("location")?.startsWith(`${redirect_uri}?error=unauthorized_client&`) === true;
  /** The exchange has two faults, so that one is left without the other: an audience and a scope that the token does not have. */
  const exchange = {
    grant_type: TOKEN_EXCHANGE_GRANT,
    subject_token: tokens.access_token,
    subject_token_type: ACCESS_TOKEN_TYPE,
    requested_token_type: ACCESS_TOKEN_TYPE,
    resource: ["https://nowhere.example.test"],
    audience: ["https://nowhere.example.test"],
    scope: "deploy",
  };
  return [
    ...["GET", "POST"].map((method) => ({
      address: `${method} /oauth/authorize`,
      what: "a program that redirects",
      form: async () => redirected,
      mayAnswer: sendsBack,
    })),
    {
      address: "POST /oauth/device_authorization",
      what: "a login",
      form: async () => ({
        client_id: CLIENT,
        scope: "read",
        resource: [ORDERS],
        authorization_details: '[{"type":"order"}]',
        acr_values: "device-bound",
        max_age: "600",
        device_statement: await byStranger(),
      }),
    },
    {
      address: "POST /oauth/introspect",
      what: "an API",
      form: async () => ({ ...(await byApi()), token: tokens.access_token, token_type_hint: "access_token" }),
      mayAnswer: saysActive,
    },
    {
      address: "POST /oauth/revoke",
      what: "another program's token",
      form: async () => ({ client_id: DEPLOY.id, token: tokens.access_token, token_type_hint: "access_token" }),
      mayAnswer: saysNothing,
    },
    {
      address: "POST /oauth/revoke",
      what: "an API",
      form: async () => ({ ...(await byApi()), token: tokens.refresh_token }),
      mayAnswer: saysNothing,
    },
    {
      address: TOKENS,
      what: "a login that was denied",
      form: async () => ({
        grant_type: DEVICE_CODE_GRANT,
        client_id: CLIENT,
        device_code: denied.authorization.device_code,
        known_trouble: "0",
      }),
      headers: proof(denied.session),
    },
    {
      address: TOKENS,
      what: "a refresh",
      form: async () => ({
        grant_type: "refresh_token",
        client_id: CLIENT,
        refresh_token: tokens.refresh_token,
        device_statement: await refreshByStranger(),
      }),
      headers: proof(),
    },
    {
      address: TOKENS,
      what: "an exchange by its program",
      form: async () => ({ ...exchange, client_id: CLIENT }),
      headers: proof(),
    },
    {
      address: TOKENS,
      what: "an exchange by an API",
      form: async () => ({ ...exchange, ...(await byApi()) }),
      headers: proof(orders.signer),
    },
  ];
}
