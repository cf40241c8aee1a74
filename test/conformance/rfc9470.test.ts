import { tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import { ACR_CLASSES, ACR_VALUES } from "@nearside/shared/proof/proof-tier.ts";
import * as v from "valibot";
import { expect } from "vitest";
import { authenticationOf } from "../kit/apis.ts";
import { tokenIn } from "../kit/exchange.ts";
import { CLIENT } from "../kit/login-steps.ts";
import { narrow } from "../steps/exchanging.ts";
import { approvedLogin, deviceStatementOf, poll, redeemedLogin, refresh } from "../steps/logging-in.ts";
import { now } from "../steps/stage.ts";
import { ORDERS, orders, settings } from "./apis.ts";
import { metadataOf, verified } from "./published.ts";
import { argued, conforms, present } from "./requirement.ts";

const DEVICE = "/oauth/device_authorization";
const [LOWEST, , HIGHEST] = ACR_VALUES;

conforms({
  document: "RFC 9470",
  title: "OAuth 2.0 Step Up Authentication Challenge Protocol (the authorization server's part)",
  settings,
  requirements: [
    argued(
      "3",
      "MUST answer insufficient_user_authentication in a challenge",
      "it binds the API: resource/ and its tests, and test/steps/4-6-step-up.test.ts",
    ),
    present(
      "4",
      "takes acr_values and max_age with a login's request, as OpenID Connect Core §3.1.2.1 writes them",
      async (stage) => {
        const { tokens } = await redeemedLogin(stage, "read", { acr_values: `urn:x:other ${LOWEST}`, max_age: "60" });
        expect((await verified(stage, tokens.access_token)).claims["acr"]).toBe(LOWEST);
      },
    ),
    present(
      "4",
      "refuses what is no list of classes and no number, and leaves nothing out in silence",
      async (stage) => {
        const ask = async (more: Readonly<Record<string, string>>) => {
          const form = { client_id: CLIENT, device_statement: await deviceStatementOf(stage), ...more };
          return (await stage.postForm(DEVICE, form)).outcome;
        };
        expect(await ask({ acr_values: `${LOWEST}  ${HIGHEST}` })).toBe("400 invalid_request");
        expect(await ask({ max_age: "-1" })).toBe("400 invalid_request");
        expect(await ask({ max_age: "soon" })).toBe("400 invalid_request");
        expect(await ask({ max_age: "0", acr_values: LOWEST })).toBe("200");
      },
    ),
    present(
      "5",
      "SHOULD satisfy what is asked for, and answers unmet_authentication_requirements where it can't be",
      async (stage) => {
        const form = { client_id: CLIENT, device_statement: await deviceStatementOf(stage) };
        const unmet = "400 unmet_authentication_requirements/proof_too_weak";
        expect((await stage.postForm(DEVICE, { ...form, acr_values: HIGHEST })).outcome).toBe(unmet);
        expect((await stage.postForm(DEVICE, { ...form, acr_values: "urn:x:other" })).outcome).toBe(unmet);
      },
    ),
    present(
      "5",
      "asks the person again for every login, so no login is older than max_age when its token is made",
      async (stage, clock) => {
        const login = await approvedLogin(stage, "read", { max_age: "30" });
        const form = {
          grant_type: "urn:ietf:params:oauth:grant-type:device_code",
          client_id: CLIENT,
          device_code: login.authorization.device_code,
        };
        clock.set(40);
        try {
          const late = { by: stage.parties.session, iat: now() + 40 };
          expect((await stage.postForm("/oauth/token", form, late)).outcome).toBe("400 invalid_grant/approval_too_old");
        } finally {
          clock.set(0);
        }
      },
    ),
    present("6.1", "MUST tell acr and auth_time as claims of a JWT access token", async (stage) => {
      const before = now();
      const { claims } = await verified(stage, (await redeemedLogin(stage)).tokens.access_token);
      expect(ACR_CLASSES).toContain(claims["acr"]);
      expect(claims["auth_time"]).toBeGreaterThanOrEqual(before);
      expect(claims["auth_time"]).toBeLessThanOrEqual(now());
    }),
    present(
      "6.1",
      "says the same after refresh and exchange: neither makes a login younger or stronger",
      async (stage, clock) => {
        const { tokens } = await redeemedLogin(stage);
        const { acr, auth_time } = (await verified(stage, tokens.access_token)).claims;
        expect((await tokenIn(await narrow(stage, tokens.access_token))).claims).toMatchObject({ acr, auth_time });
        clock.set(30);
        try {
          const later = now() + 30;
          const answer = await refresh(stage, tokens.refresh_token, undefined, undefined, later);
          const { claims } = await verified(stage, answer.as(tokenAnswerSchema).access_token);
          expect(claims).toMatchObject({ acr, auth_time });
          expect(claims.iat).toBeGreaterThanOrEqual(later);
        } finally {
          clock.set(0);
        }
      },
    ),
    present("6.2", "MUST tell acr and auth_time at introspection too", async (stage) => {
      const { access_token } = (await redeemedLogin(stage, "read", { resource: ORDERS })).tokens;
      const { acr, auth_time } = (await verified(stage, access_token)).claims;
      const form = { token: access_token, ...(await authenticationOf(stage, orders)) };
      const introspection = (await stage.postForm("/oauth/introspect", form)).as(
        v.looseObject({ active: v.literal(true) }),
      );
      expect(introspection).toMatchObject({ acr, auth_time });
    }),
    present("7", "names the classes in acr_values_supported", async (stage) => {
      expect((await metadataOf(stage))["acr_values_supported"]).toEqual([...ACR_CLASSES]);
    }),
    present(
      "9",
      "MUST NOT let the caller make a login weaker: every demand is added to the checks that there are",
      async (stage) => {
        const login = await approvedLogin(stage, "read", { acr_values: LOWEST });
        expect((await poll(stage, login, stage.parties.stranger)).outcome).toBe("400 invalid_grant");
        expect((await poll(stage, login)).status).toBe(200);
      },
    ),
  ],
});
