import {
  ACCESS_TOKEN_TYPE,
  exchangeAnswerSchema,
  TOKEN_EXCHANGE_GRANT,
} from "@nearside/shared/oauth/token-exchange.ts";
import { expect } from "vitest";
import { authenticationOf } from "../kit/apis.ts";
import { delegate, tokenIn } from "../kit/exchange.ts";
import { askLease, leaseDetail, leaseForm } from "../kit/leases.ts";
import type { RedeemedLogin } from "../kit/log-in.ts";
import type { Form } from "../kit/send.ts";
import { narrow } from "../steps/exchanging.ts";
import { redeemedLogin } from "../steps/logging-in.ts";
import { now, type Stage } from "../steps/stage.ts";
import { ORDERS, orders, STOCK, settings, stock } from "./apis.ts";
import { metadataOf, verified } from "./published.ts";
import { argued, conforms, present } from "./requirement.ts";

const REFRESH_TYPE = "urn:ietf:params:oauth:token-type:refresh_token";

const login = (stage: Stage): Promise<RedeemedLogin> => redeemedLogin(stage, "read write", { resource: ORDERS });
const subjectOf = async (stage: Stage): Promise<string> => (await login(stage)).tokens.access_token;
const DELEGATED = { resource: STOCK };

conforms({
  document: "RFC 8693",
  title: "OAuth 2.0 Token Exchange",
  settings,
  requirements: [
    present("2.1", "MUST take the request at the token endpoint, as any grant's form", async (stage) => {
      expect((await narrow(stage, await subjectOf(stage))).status).toBe(200);
      expect((await stage.postJson("/oauth/token", { grant_type: TOKEN_EXCHANGE_GRANT })).outcome).toBe(
        "415 unsupported_media_type",
      );
    }),
    present("2.1", "MUST know the client, and authenticate one that has a key", async (stage) => {
      const token = await subjectOf(stage);
      expect((await narrow(stage, token, { client_id: "" })).outcome).toBe("401 invalid_client");
      expect((await narrow(stage, token, { client_id: "nobody" })).outcome).toBe("401 invalid_client");
      expect((await narrow(stage, token, { ...DELEGATED, client_id: orders.id })).outcome).toBe("401 invalid_client");
      const asOrders = { ...stock, id: orders.id };
      expect((await delegate(stage, token, asOrders, { form: DELEGATED })).outcome).toBe("401 invalid_client");
      expect((await delegate(stage, token, orders, { form: DELEGATED })).status).toBe(200);
    }),
    present(
      "2.1",
      "takes resource as an absolute address without a fragment, and audience by name, each more than once",
      async (stage) => {
        const both = await redeemedLogin(stage, "read", { resource: ORDERS });
        const token = both.tokens.access_token;
        expect((await narrow(stage, token, { resource: `${ORDERS}#part` })).outcome).toBe("400 invalid_target");
        expect((await narrow(stage, token, { resource: "/orders" })).outcome).toBe("400 invalid_target");
        const named = await tokenIn(await narrow(stage, token, { resource: ORDERS, audience: ORDERS }));
        expect(named.claims.aud).toEqual([ORDERS]);
      },
    ),
    present("2.1", "MUST demand subject_token, and subject_token_type", async (stage) => {
      const token = await subjectOf(stage);
      expect((await narrow(stage, token, { subject_token: "" })).outcome).toBe("400 invalid_request");
      expect((await narrow(stage, token, { subject_token_type: "" })).outcome).toBe("400 invalid_request");
      expect((await narrow(stage, token, { subject_token_type: REFRESH_TYPE })).outcome).toBe("400 invalid_request");
    }),
    present(
      "2.1",
      "MUST take no actor_token_type without an actor_token: here the actor is the client, and neither is taken",
      async (stage) => {
        const token = await subjectOf(stage);
        const forms: Form[] = [
          { actor_token_type: ACCESS_TOKEN_TYPE },
          { actor_token: token },
          { actor_token: token, actor_token_type: ACCESS_TOKEN_TYPE },
        ];
        for (const form of forms)
          expect((await delegate(stage, token, orders, { form: { ...DELEGATED, ...form } })).outcome).toBe(
            "400 invalid_request",
          );
      },
    ),
    present(
      "2.1",
      "MUST validate the subject token: its signature, its time, and its audience",
      async (stage, clock) => {
        const { access_token } = (await login(stage)).tokens;
        const [head = "", claims = "", signature = ""] = access_token.split(".");
        const forged = `${head}.${claims}.${signature.startsWith("A") ? "B" : "A"}${signature.slice(1)}`;
        expect((await narrow(stage, forged)).outcome).toBe("400 invalid_request");
        expect((await narrow(stage, access_token, {}, stage.parties.stranger)).outcome).toBe("400 invalid_request");
        expect((await delegate(stage, access_token, stock, { form: { resource: ORDERS } })).outcome).toBe(
          "400 invalid_request",
        );
        clock.set(901);
        try {
          const form = {
            grant_type: TOKEN_EXCHANGE_GRANT,
            client_id: "nearside-cli",
            subject_token: access_token,
            subject_token_type: ACCESS_TOKEN_TYPE,
          };
          const late = { by: stage.parties.session, iat: now() + 901 };
          expect((await stage.postForm("/oauth/token", form, late)).outcome).toBe("400 invalid_request");
        } finally {
          clock.set(0);
        }
        expect((await narrow(stage, access_token)).status).toBe(200);
      },
    ),
    present("2.1", "gives what requested_token_type names, or refuses", async (stage) => {
      const token = await subjectOf(stage);
      expect((await narrow(stage, token, { requested_token_type: ACCESS_TOKEN_TYPE })).status).toBe(200);
      for (const requested_token_type of [REFRESH_TYPE, "urn:ietf:params:oauth:token-type:jwt"])
        expect((await narrow(stage, token, { requested_token_type })).outcome).toBe("400 invalid_request");
    }),
    present("2.1.1", "limits the token to what was asked for: every target and every scope together", async (stage) => {
      const { claims } = await tokenIn(
        await narrow(stage, await subjectOf(stage), { resource: ORDERS, scope: "read" }),
      );
      expect(claims).toMatchObject({ aud: [ORDERS], scope: "read" });
    }),
    present(
      "2.2.1",
      "MUST answer access_token, issued_token_type, token_type and SHOULD expires_in, and scope where it is not the one asked for",
      async (stage) => {
        const answer = await delegate(stage, await subjectOf(stage), orders, { form: DELEGATED });
        const { access_token, ...members } = answer.as(exchangeAnswerSchema);
        expect(members).toEqual({
          issued_token_type: ACCESS_TOKEN_TYPE,
          token_type: "DPoP",
          expires_in: 300,
          scope: "read",
        });
        expect((await verified(stage, access_token, "at+jwt")).claims.sub).toBe(stage.user.id);
        expect(answer.headers.get("cache-control")).toBe("no-store");
        expect(answer.headers.get("content-type")).toMatch(/^application\/json/);
      },
    ),
    present("2.2.1", "gives no refresh token where a token is exchanged for another short one", async (stage) => {
      const answer = (await narrow(stage, await subjectOf(stage))).as(exchangeAnswerSchema);
      expect(answer).not.toHaveProperty("refresh_token");
    }),
    present(
      "2.2.2",
      "MUST answer invalid_request to a request, or a subject token, that is not valid",
      async (stage) => {
        expect((await narrow(stage, "no.token.here")).outcome).toBe("400 invalid_request");
        const { tokens } = await login(stage);
        await stage.postForm("/oauth/revoke", { token: tokens.access_token, client_id: "nearside-cli" });
        expect((await narrow(stage, tokens.access_token)).outcome).toBe("400 invalid_request/credential_revoked");
      },
    ),
    present(
      "2.2.2",
      "SHOULD answer invalid_target to a target that it is unwilling or unable to issue a token for",
      async (stage) => {
        const token = await subjectOf(stage);
        expect((await narrow(stage, token, { resource: STOCK })).outcome).toBe("400 invalid_target");
        expect((await narrow(stage, token, { audience: "unheard-of" })).outcome).toBe("400 invalid_target");
        expect((await delegate(stage, token, orders, { form: { resource: ORDERS } })).outcome).toBe(
          "400 invalid_target",
        );
      },
    ),
    present(
      "2.2.2",
      "answers invalid_scope to more than the subject token has or the client may have",
      async (stage) => {
        const token = await subjectOf(stage);
        expect((await narrow(stage, token, { scope: "read openid" })).outcome).toBe("400 invalid_scope");
        expect((await delegate(stage, token, orders, { form: { ...DELEGATED, scope: "write" } })).outcome).toBe(
          "400 invalid_scope",
        );
      },
    ),
    present("3", "knows the one token type that it says it issues: an access token", async (stage) => {
      const answer = (await narrow(stage, await subjectOf(stage))).as(exchangeAnswerSchema);
      expect(answer.issued_token_type).toBe("urn:ietf:params:oauth:token-type:access_token");
    }),
    present(
      "4.1",
      "MUST name the current actor in act, outermost, and those before within, as JSON objects",
      async (stage) => {
        const { claims } = await tokenIn(await delegate(stage, await subjectOf(stage), orders, { form: DELEGATED }));
        expect(claims.act).toEqual({ sub: orders.id });
      },
    ),
    present("4.1", "MUST NOT have in act what says nothing of who acts, such as exp, nbf and aud", async (stage) => {
      const { claims } = await tokenIn(await delegate(stage, await subjectOf(stage), orders, { form: DELEGATED }));
      expect(Object.keys(claims.act ?? {})).toEqual(["sub"]);
    }),
    present("4.1", "names no actor where nobody acts for anybody else", async (stage) => {
      expect((await tokenIn(await narrow(stage, await subjectOf(stage)))).claims).not.toHaveProperty("act");
    }),
    present(
      "4.1",
      "names the agent of a lease, and which lease, and keeps them within where an API acts on",
      async (stage) => {
        const lease = await redeemedLogin(stage, "", leaseForm(leaseDetail([{ resource: ORDERS, scope: "read" }])));
        const agent = { sub: "agent:Claude Code", lease: lease.id };
        const out = await tokenIn(await askLease(stage, lease, { resource: ORDERS }));
        expect(out.claims.act).toEqual(agent);
        const acting = await tokenIn(await delegate(stage, out.jws, orders, { form: DELEGATED }));
        expect(acting.claims.act).toEqual({ sub: orders.id, act: agent });
      },
    ),
    present("4.2, 4.3", "says scope as words with blanks between, and client_id as one text", async (stage) => {
      const { claims } = await tokenIn(await narrow(stage, await subjectOf(stage)));
      expect(claims).toMatchObject({ scope: "read write", client_id: "nearside-cli" });
      const acting = await tokenIn(await delegate(stage, await subjectOf(stage), orders, { form: DELEGATED }));
      expect(acting.claims.client_id).toBe(orders.id);
    }),
    argued(
      "4.4",
      "MUST let only those act as the subject whom may_act of its token names",
      "no token says may_act, and this server takes only tokens that it made. The server itself has the list of those who may act, and it can be withdrawn at once (protocol §4.6)",
    ),
    present(
      "5",
      "SHOULD authenticate the client, or bind what it gives: a token that was found is exchanged by nobody",
      async (stage) => {
        const token = await subjectOf(stage);
        expect((await narrow(stage, token, {}, orders.signer)).outcome).toBe("400 invalid_request");
        const asStock = { client_id: "", ...(await authenticationOf(stage, stock)) };
        expect((await narrow(stage, token, { resource: ORDERS, ...asStock })).outcome).toBe("400 invalid_request");
      },
    ),
    present("6", "SHOULD give no more than its audience needs: scope narrows, time never grows", async (stage) => {
      const token = await subjectOf(stage);
      const { exp } = (await verified(stage, token)).claims;
      const { claims } = await tokenIn(await delegate(stage, token, orders, { form: DELEGATED }));
      expect(claims.scope).toBe("read");
      expect(claims.exp).toBeLessThanOrEqual(exp ?? 0);
    }),
    present("7.1", "names the grant in its metadata", async (stage) => {
      expect((await metadataOf(stage))["grant_types_supported"]).toContain(TOKEN_EXCHANGE_GRANT);
    }),
  ],
});
