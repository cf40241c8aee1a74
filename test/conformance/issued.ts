import { exchangeAnswerSchema } from "@nearside/shared/oauth/token-exchange.ts";
import * as v from "valibot";
import { authenticationOf } from "../kit/apis.ts";
import { narrow } from "../steps/exchanging.ts";
import { askForLogin, nonceFor, redeemedLogin } from "../steps/logging-in.ts";
import type { Stage } from "../steps/stage.ts";
import { ORDERS, orders } from "./apis.ts";
import { verified } from "./published.ts";

/** One of each kind of JWT that the server signs in a login and after it. */
interface IssuedJwts {
  readonly access_token: string;
  readonly id_token: string;
  readonly exchanged_token: string;
  readonly status_list: string;
  readonly introspection: string;
  readonly request: string;
  readonly nonce: string;
}

const issued = new WeakMap<Stage, Promise<IssuedJwts>>();

/** Made once for each server. */
export function issuedJwts(stage: Stage): Promise<IssuedJwts> {
  const cached = issued.get(stage) ?? issue(stage);
  issued.set(stage, cached);
  return cached;
}

async function issue(stage: Stage): Promise<IssuedJwts> {
  const { tokens, authorization: answer } = await redeemedLogin(stage, "openid read", { resource: ORDERS });
  const { access_token, id_token = "" } = tokens;
  const { access_token: exchanged_token } = (await narrow(stage, access_token)).as(exchangeAnswerSchema);
  const { status } = (await verified(stage, access_token)).claims;
  const { uri } = v.parse(v.object({ status_list: v.object({ uri: v.string() }) }), status).status_list;
  const introspection = await fetch(`${stage.issuer}/oauth/introspect`, {
    method: "POST",
    headers: { accept: "application/token-introspection+jwt" },
    body: new URLSearchParams({ token: access_token, ...(await authenticationOf(stage, orders)) }),
  });
  return {
    access_token,
    id_token,
    exchanged_token,
    status_list: await (await fetch(uri)).text(),
    introspection: await introspection.text(),
    request: answer.request,
    nonce: await nonceFor(stage, await askForLogin(stage)),
  };
}
