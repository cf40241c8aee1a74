import { DEVICE_CODE_GRANT, deviceAuthorizationAnswerSchema } from "@nearside/shared/oauth/device-authorization.ts";
import { exchangeAnswerSchema } from "@nearside/shared/oauth/token-exchange.ts";
import { type TokenAnswer, tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import { expect } from "vitest";
import { tokenIn } from "../kit/exchange.ts";
import { CLIENT } from "../kit/login-steps.ts";
import { narrow } from "../steps/exchanging.ts";
import { approvedLogin, deviceStatementOf, redeemedLogin } from "../steps/logging-in.ts";
import type { Stage } from "../steps/stage.ts";
import { ORDERS, STOCK, settings } from "./apis.ts";
import { verified } from "./published.ts";
import { refreshWith } from "./refresh-with.ts";
import { argued, conforms, present } from "./requirement.ts";

/** A login is asked for by that device statement, with those resources, as they are. */
async function askBy(stage: Stage, device_statement: string, resources: readonly string[]) {
  const form = new URLSearchParams({ client_id: CLIENT, device_statement });
  for (const resource of resources) form.append("resource", resource);
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  return stage.send("/oauth/device_authorization", { method: "POST", headers, body: form.toString() });
}
const ask = async (stage: Stage, ...resources: readonly string[]) =>
  askBy(stage, await deviceStatementOf(stage), resources);

/** The tokens of a login that is for both. */
const both = async (stage: Stage): Promise<TokenAnswer> =>
  (await redeemedLogin(stage, "read", { resource: [ORDERS, STOCK] })).tokens;

conforms({
  document: "RFC 8707",
  title: "Resource Indicators for OAuth 2.0",
  settings,
  requirements: [
    present("2", "takes resource more than once, though no other parameter may come twice", async (stage) => {
      const { facts } = (await ask(stage, ORDERS, STOCK)).as(deviceAuthorizationAnswerSchema);
      expect(JSON.parse(facts)).toMatchObject({ resource: [ORDERS, STOCK] });
    }),
    present("2", "SHOULD refuse by invalid_target what is no absolute address or has a fragment", async (stage) => {
      for (const resource of ["orders", "/orders", "//orders.example", `${ORDERS}#part`, "%%"])
        expect((await ask(stage, resource)).outcome).toBe("400 invalid_target");
    }),
    present(
      "2",
      "SHOULD refuse by invalid_target what it does not give tokens for, and leaves none out in silence",
      async (stage) => {
        expect((await ask(stage, "https://elsewhere.example")).outcome).toBe("400 invalid_target");
        expect((await ask(stage, ORDERS, "https://elsewhere.example")).outcome).toBe("400 invalid_target");
        expect((await ask(stage, ORDERS)).status).toBe(200);
      },
    ),
    present("2", "compares addresses as they are written: one that only looks alike is another one", async (stage) => {
      for (const resource of [`${ORDERS}/`, `${ORDERS}:443`, ORDERS.toUpperCase(), `${ORDERS}?`])
        expect((await ask(stage, resource)).outcome).toBe("400 invalid_target");
    }),
    present("2.1", "SHOULD make the token for the resources asked for when the login was", async (stage) => {
      const { tokens } = await redeemedLogin(stage, "read", { resource: STOCK });
      expect((await verified(stage, tokens.access_token)).claims.aud).toEqual([STOCK]);
    }),
    present(
      "2.1",
      "makes it for one default where none was asked for: this server itself, and no API",
      async (stage) => {
        const { tokens } = await redeemedLogin(stage);
        expect((await verified(stage, tokens.access_token)).claims.aud).toEqual([stage.issuer]);
      },
    ),
    present(
      "2.2",
      "gives at a refresh a token for the one that is named, and SHOULD answer invalid_target to another",
      async (stage) => {
        const { refresh_token } = await both(stage);
        const asking = (token: string, resource: string) => refreshWith(stage, token, { resource });
        expect((await asking(refresh_token, "https://elsewhere.example")).outcome).toBe("400 invalid_target");
        const one = (await asking(refresh_token, STOCK)).as(tokenAnswerSchema);
        expect((await verified(stage, one.access_token)).claims.aud).toEqual([STOCK]);
        const other = (await asking(one.refresh_token, ORDERS)).as(tokenAnswerSchema);
        expect((await verified(stage, other.access_token)).claims.aud).toEqual([ORDERS]);
      },
    ),
    present("2.2", "gives the same for an access token that is exchanged (RFC 8693)", async (stage) => {
      const { access_token } = await both(stage);
      const { claims } = await tokenIn(await narrow(stage, access_token, { resource: ORDERS }));
      expect(claims.aud).toEqual([ORDERS]);
      const narrowed = (await narrow(stage, access_token, { resource: ORDERS })).as(exchangeAnswerSchema);
      expect((await narrow(stage, narrowed.access_token, { resource: STOCK })).outcome).toBe("400 invalid_target");
    }),
    present(
      "2.2",
      "SHOULD judge resource where a login's first token is asked for: that token is for exactly what was approved",
      async (stage) => {
        const login = await approvedLogin(stage, "read", { resource: STOCK });
        const asking = (resource: string) => {
          const form = {
            grant_type: DEVICE_CODE_GRANT,
            client_id: CLIENT,
            device_code: login.authorization.device_code,
            resource,
          };
          return stage.postForm("/oauth/token", form, { by: stage.parties.session });
        };
        for (const other of [ORDERS, "https://elsewhere.example", stage.issuer, "orders"])
          expect((await asking(other)).outcome).toBe("400 invalid_target");
        const { access_token } = (await asking(STOCK)).as(tokenAnswerSchema);
        expect((await verified(stage, access_token)).claims.aud).toEqual([STOCK]);
      },
    ),
    present(
      "3",
      "MUST NOT give a token of one audience for another: what was approved is what was shown",
      async (stage) => {
        const { tokens, authorization: answer } = await redeemedLogin(stage, "read", { resource: ORDERS });
        expect(JSON.parse(answer.facts)).toMatchObject({ resource: [ORDERS] });
        expect((await verified(stage, tokens.access_token)).claims.aud).toEqual([ORDERS]);
      },
    ),
    argued(
      "3",
      "SHOULD NOT let one token serve several parties that do not trust each other",
      "who asks for several in one login is shown them all, and narrows the token for each (§2.2); a token is bound to a key that no API has (RFC 9449), so an API can't use it at another",
    ),
  ],
});
