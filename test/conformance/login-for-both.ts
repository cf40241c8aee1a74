import { deviceAuthorizationAnswerSchema } from "@nearside/shared/oauth/device-authorization.ts";
import { tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import { deviceStatement } from "@nearside/shared/statements/device.ts";
import { request } from "@nearside/shared/statements/request.ts";
import { approve, CLIENT, decisionOn, deviceStatementOf, meetForLogin, poll } from "../steps/logging-in.ts";
import type { Stage } from "../steps/stage.ts";
import { ORDERS, STOCK } from "./apis.ts";

/** The access token of a login for two APIs at once: `resource` stands twice in its form (RFC 8707 §2). */
export async function tokenForBoth(stage: Stage): Promise<string> {
  const statement = await deviceStatementOf(stage);
  const form = [
    ["client_id", CLIENT],
    ["scope", "read"],
    ["device_statement", statement],
  ];
  const body = new URLSearchParams([...form, ["resource", ORDERS], ["resource", STOCK]]).toString();
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const answer = await stage.send("/oauth/device_authorization", { method: "POST", headers, body });
  const asked = answer.as(deviceAuthorizationAnswerSchema);
  const read = await request.read(asked.request);
  const login = { device: await deviceStatement.read(statement), answer: asked, request: read, id: read.claims.jti };
  await meetForLogin(stage, login);
  await approve(stage, login, await decisionOn(stage, login));
  return (await poll(stage, login)).as(tokenAnswerSchema).access_token;
}
