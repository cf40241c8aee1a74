import { DEVICE_CODE_GRANT } from "@nearside/shared/oauth/device-authorization.ts";
import { exchangeAnswerSchema } from "@nearside/shared/oauth/token-exchange.ts";
import { tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import * as v from "valibot";
import { expect } from "vitest";
import { authenticationOf } from "../kit/apis.ts";
import { delegate } from "../kit/exchange.ts";
import { CLIENT } from "../kit/login-steps.ts";
import { narrow } from "../steps/exchanging.ts";
import { approvedLogin, deviceStatementOf, redeemedLogin, refresh } from "../steps/logging-in.ts";
import type { Stage } from "../steps/stage.ts";
import { ORDERS, orders, STOCK, settings } from "./apis.ts";
import { metadataOf, verified } from "./published.ts";
import { refreshWith } from "./refresh-with.ts";
import { argued, conforms, present } from "./requirement.ts";

const DETAILS = [
  { type: "order", locations: [ORDERS], actions: ["place"], limit: { currency: "EUR", amount: "50.00" } },
  { type: "menu", actions: ["read"] },
];
const authorization_details = JSON.stringify(DETAILS);
const INVALID = "400 invalid_authorization_details";

const ask = async (stage: Stage, details: string) => {
  const form = { client_id: CLIENT, device_statement: await deviceStatementOf(stage), authorization_details: details };
  return (await stage.postForm("/oauth/device_authorization", form)).outcome;
};
const loggedIn = async (stage: Stage) => redeemedLogin(stage, "read", { resource: ORDERS, authorization_details });

conforms({
  document: "RFC 9396",
  title: "OAuth 2.0 Rich Authorization Requests",
  settings,
  requirements: [
    present("2", "MUST take authorization_details as a JSON array of objects, each with a type", async (stage) => {
      expect(await ask(stage, authorization_details)).toBe("200");
      for (const wrong of ["{}", '{"type":"order"}', '["order"]', "[[]]", "[null]", "[{}]", '[{"type":1}]', "order"])
        expect(await ask(stage, wrong)).toBe(INVALID);
    }),
    present("2", "takes several of one type, and none of them for another", async (stage) => {
      expect(await ask(stage, '[{"type":"order","item":"tea"},{"type":"order","item":"cake"}]')).toBe("200");
    }),
    present(
      "2.1",
      "compares type letter by letter, and nothing of a detail by another reading (§12)",
      async (stage) => {
        const { access_token } = (await loggedIn(stage)).tokens;
        for (const other of ['[{"type":"Menu","actions":["read"]}]', '[{"type":"menu ","actions":["read"]}]'])
          expect((await narrow(stage, access_token, { authorization_details: other })).outcome).toBe(INVALID);
        const same = '[ {"actions" : ["read"], "type":"me\\u006eu"} ]';
        expect((await narrow(stage, access_token, { authorization_details: same })).status).toBe(200);
      },
    ),
    present("3.1", "lets scope and authorization_details be asked for together, and grants both", async (stage) => {
      const { tokens } = await loggedIn(stage);
      expect((await verified(stage, tokens.access_token)).claims).toMatchObject({
        scope: "read",
        authorization_details: DETAILS,
      });
    }),
    present("3.2", "lets resource be asked for beside them, and gives it as aud", async (stage) => {
      const { tokens } = await loggedIn(stage);
      expect((await verified(stage, tokens.access_token)).claims.aud).toEqual([ORDERS]);
    }),
    present("4", "MUST ask the person for what the details say, to the letter", async (stage) => {
      const { authorization: answer } = await loggedIn(stage);
      expect(JSON.parse(answer.facts)).toMatchObject({ authorization_details: DETAILS });
    }),
    present(
      "5",
      "MUST answer invalid_authorization_details to details that it can't take, and process no part of them",
      async (stage) => {
        const deep = `${'[{"type":"order","a":'}${"[".repeat(40)}${"]".repeat(40)}}]`;
        for (const wrong of ['[{"type":"order","type":"menu"}]', '[{"type":"order","n":9007199254740993}]', deep])
          expect(await ask(stage, wrong)).toBe(INVALID);
        expect(await ask(stage, `[${Array(17).fill('{"type":"order"}').join()}]`)).toBe(INVALID);
      },
    ),
    present(
      "5",
      "MUST refuse a type that it does not know, where its operator wrote down which there are",
      async (stage) => {
        expect(await ask(stage, '[{"type":"order"},{"type":"payment"}]')).toBe(INVALID);
        expect((await metadataOf(stage))["authorization_details_types_supported"]).toEqual([
          "menu",
          "nearside_lease",
          "order",
        ]);
      },
    ),
    argued(
      "5",
      "MUST refuse a type that it does not know, where nobody wrote down which there are",
      "there the server knows that each type is its API's own, and is asked to hand it on. The person sees it to the letter, and an API that does not know it grants nothing by it. An operator who wants it refused here writes the types down, client by client: in the configuration file, the console, a ticket",
    ),
    argued(
      "5",
      "MUST refuse fields that a type does not have, lacks, or has with another kind of value",
      "a type's definition is its API's, and this server knows no part of that. It grants only what was asked for, shown to the person and handed on, all to the letter, so a wrong detail says nothing to the API either. The server refuses texts that two readers would read differently: doubled names, numbers that JSON can't say again",
    ),
    present(
      "6",
      "MUST NOT give with a token more than was granted: a detail is kept whole, or left out",
      async (stage) => {
        const { access_token } = (await loggedIn(stage)).tokens;
        const less = JSON.stringify([DETAILS[1]]);
        const answer = (await narrow(stage, access_token, { authorization_details: less })).as(exchangeAnswerSchema);
        expect((await verified(stage, answer.access_token)).claims["authorization_details"]).toEqual([DETAILS[1]]);
        const more = JSON.stringify([{ ...DETAILS[1], actions: ["read", "write"] }]);
        expect((await narrow(stage, access_token, { authorization_details: more })).outcome).toBe(INVALID);
        const part = JSON.stringify([{ type: "menu" }]);
        expect((await narrow(stage, access_token, { authorization_details: part })).outcome).toBe(INVALID);
      },
    ),
    present("6", "MUST NOT give more at a refresh either, and gives the part that is asked for", async (stage) => {
      const { tokens } = await loggedIn(stage);
      const asking = (details: unknown) =>
        refreshWith(stage, tokens.refresh_token, { authorization_details: JSON.stringify(details) });
      expect((await asking([{ type: "order" }])).outcome).toBe(INVALID);
      const less = (await asking([DETAILS[1]])).as(tokenAnswerSchema);
      expect((await verified(stage, less.access_token)).claims["authorization_details"]).toEqual([DETAILS[1]]);
    }),
    present(
      "6",
      "MUST NOT give less in silence where a login's first token is asked for: it is for all that was approved, or refused",
      async (stage) => {
        const { authorization: answer } = await approvedLogin(stage, "read", {
          resource: ORDERS,
          authorization_details,
        });
        const asking = (details: unknown) => {
          const { device_code } = answer;
          const form = { grant_type: DEVICE_CODE_GRANT, client_id: CLIENT, device_code };
          const whole = { ...form, authorization_details: JSON.stringify(details) };
          return stage.postForm("/oauth/token", whole, { by: stage.parties.session });
        };
        for (const other of [[DETAILS[1]], [...DETAILS, { type: "menu" }], [], {}])
          expect((await asking(other)).outcome).toBe(INVALID);
        expect((await asking(DETAILS.toReversed())).as(tokenAnswerSchema).authorization_details).toEqual(DETAILS);
      },
    ),
    present(
      "7",
      "MUST say the details that were granted beside the access token: of a login, a refresh, an exchange",
      async (stage) => {
        const { tokens } = await loggedIn(stage);
        expect(tokens.authorization_details).toEqual(DETAILS);
        const again = (await refresh(stage, tokens.refresh_token)).as(tokenAnswerSchema);
        expect(again.authorization_details).toEqual(DETAILS);
        const less = { authorization_details: JSON.stringify([DETAILS[0]]) };
        const narrowed = (await narrow(stage, again.access_token, less)).as(exchangeAnswerSchema);
        expect(narrowed.authorization_details).toEqual([DETAILS[0]]);
        expect((await redeemedLogin(stage)).tokens).not.toHaveProperty("authorization_details");
      },
    ),
    argued("7.1", "MAY enrich the details", "what is granted is what the person saw, to the letter; nothing is added"),
    present("8", "MUST answer invalid_authorization_details at the token endpoint too", async (stage) => {
      const { access_token } = (await loggedIn(stage)).tokens;
      expect((await narrow(stage, access_token, { authorization_details: "{}" })).outcome).toBe(INVALID);
      const handedOn = { resource: STOCK, authorization_details };
      expect((await delegate(stage, access_token, orders, { form: handedOn })).outcome).toBe(INVALID);
    }),
    present("9.1", "tells them to the API as a claim of a JWT access token, in the same form", async (stage) => {
      const { claims } = await verified(stage, (await loggedIn(stage)).tokens.access_token);
      expect(claims["authorization_details"]).toEqual(DETAILS);
    }),
    present("9.2", "MUST tell them at introspection in the same form", async (stage) => {
      const { access_token } = (await loggedIn(stage)).tokens;
      const form = { token: access_token, ...(await authenticationOf(stage, orders)) };
      const introspection = (await stage.postForm("/oauth/introspect", form)).as(
        v.looseObject({ active: v.literal(true) }),
      );
      expect(introspection["authorization_details"]).toEqual(DETAILS);
    }),
    argued(
      "11.1",
      "SHOULD keep large requests out of addresses",
      "they come in the form of a POST, 8 KiB at most together",
    ),
    present("13", "tells details of one API to no other: an exchange for another API hands none on", async (stage) => {
      const { access_token } = (await loggedIn(stage)).tokens;
      const acting = (await delegate(stage, access_token, orders, { form: { resource: STOCK } })).as(
        exchangeAnswerSchema,
      );
      expect(acting).not.toHaveProperty("authorization_details");
      expect((await verified(stage, acting.access_token)).claims).not.toHaveProperty("authorization_details");
    }),
  ],
});
