import { deviceAuthorizationAnswerSchema } from "@nearside/shared/oauth/device-authorization.ts";
import { expect } from "vitest";
import { narrow, tokenIn } from "../steps/exchanging.ts";
import { CLIENT, deviceStatementOf, redeemedLogin } from "../steps/logging-in.ts";
import type { Stage } from "../steps/stage.ts";
import { ORDERS, STOCK, settings } from "./apis.ts";
import { verified } from "./published.ts";
import { argued, conforms, present } from "./requirement.ts";

/** A login is asked for with those resources, as they are. */
async function ask(stage: Stage, ...resources: readonly string[]) {
  const form = new URLSearchParams({ client_id: CLIENT, device_statement: await deviceStatementOf(stage) });
  for (const resource of resources) form.append("resource", resource);
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  return stage.send("/oauth/device_authorization", { method: "POST", headers, body: form.toString() });
}

conforms({
  document: "RFC 8707",
  title: "Resource Indicators for OAuth 2.0",
  settings,
  requirements: [
    present("2", "takes resource more than once, though no other parameter may stand twice", async (stage) => {
      const { facts } = (await ask(stage, ORDERS, STOCK)).as(deviceAuthorizationAnswerSchema);
      expect(JSON.parse(facts)).toMatchObject({ resource: [ORDERS, STOCK] });
    }),
    present("2", "SHOULD refuse by invalid_target what is no absolute address or has a fragment", async (stage) => {
      for (const resource of ["orders", "/orders", "//orders.example", `${ORDERS}#part`, "%%"])
        expect((await ask(stage, resource)).said).toBe("400 invalid_target");
    }),
    present(
      "2",
      "SHOULD refuse by invalid_target what it does not give tokens for, and leaves none out in silence",
      async (stage) => {
        expect((await ask(stage, "https://elsewhere.example")).said).toBe("400 invalid_target");
        expect((await ask(stage, ORDERS, "https://elsewhere.example")).said).toBe("400 invalid_target");
        expect((await ask(stage, ORDERS)).status).toBe(200);
      },
    ),
    present("2", "compares addresses as they are written: one that only looks alike is another one", async (stage) => {
      for (const resource of [`${ORDERS}/`, `${ORDERS}:443`, ORDERS.toUpperCase(), `${ORDERS}?`])
        expect((await ask(stage, resource)).said).toBe("400 invalid_target");
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
    present("2.2", "gives, for one of them, a token for that one alone (RFC 8693)", async (stage) => {
      const { tokens } = await redeemedLogin(stage, "read", { resource: ORDERS });
      const { claims } = await tokenIn(await narrow(stage, tokens.access_token, { resource: ORDERS }));
      expect(claims.aud).toEqual([ORDERS]);
      expect((await narrow(stage, tokens.access_token, { resource: STOCK })).said).toBe("400 invalid_target");
    }),
    present(
      "3",
      "MUST NOT give a token of one audience for another: what was approved is what was shown",
      async (stage) => {
        const { tokens, answer } = await redeemedLogin(stage, "read", { resource: ORDERS });
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
