import { tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import { expect } from "vitest";
import { CLIENT } from "../kit/login-steps.ts";
import { redeemedLogin, refresh } from "../steps/logging-in.ts";
import { now } from "../steps/stage.ts";
import { verified } from "./published.ts";
import { type Present, present } from "./requirement.ts";
import { API } from "./rfc9700-program.ts";
import { userinfoAsked } from "./userinfo.ts";

/** §2.2, §2.3, §4.10, §4.14: what tokens are bound to, and when they end. */
export const tokens: readonly Present[] = [
  present("2.2.1, 4.10.1", "SHOULD bind access tokens to their holders: every one is bound to a key", async (stage) => {
    const { access_token, token_type } = (await redeemedLogin(stage, "openid")).tokens;
    expect(token_type).toBe("DPoP");
    const headers = { authorization: `Bearer ${access_token}` };
    expect((await stage.send("/oauth/userinfo", { headers })).outcome).toBe("401 invalid_token");
    const ask = await userinfoAsked(stage, access_token);
    expect((await ask({}, stage.parties.stranger)).outcome).toBe("401 invalid_token/key_mismatch");
    expect((await ask()).status).toBe(200);
  }),
  present(
    "2.2.2, 4.14.2",
    "MUST bind refresh tokens of public clients, or rotate them: both are done",
    async (stage) => {
      const { refresh_token } = (await redeemedLogin(stage)).tokens;
      expect((await refresh(stage, refresh_token, undefined, stage.parties.stranger)).outcome).toBe(
        "400 invalid_grant",
      );
      const next = (await refresh(stage, refresh_token)).as(tokenAnswerSchema);
      expect(next.refresh_token).not.toBe(refresh_token);
    },
  ),
  present("4.14.2", "MUST end what a refresh token gives where one is shown twice", async (stage, clock) => {
    const { refresh_token } = (await redeemedLogin(stage)).tokens;
    const next = (await refresh(stage, refresh_token)).as(tokenAnswerSchema);
    clock.set(40); // a lost answer may be asked for again for 30 seconds
    try {
      const late = now() + 40;
      const again = await refresh(stage, refresh_token, undefined, undefined, late);
      expect(again.outcome).toBe("400 invalid_grant/refresh_reused");
      const after = await refresh(stage, next.refresh_token, undefined, undefined, late);
      expect(after.outcome).toBe("400 invalid_grant/credential_revoked");
    } finally {
      clock.set(0);
    }
  }),
  present("4.14.2", "MUST bind refresh tokens to the scope and the resources that were consented to", async (stage) => {
    const { tokens } = await redeemedLogin(stage, "read", { resource: API });
    const next = (await refresh(stage, tokens.refresh_token)).as(tokenAnswerSchema);
    expect((await verified(stage, next.access_token)).claims).toMatchObject({ scope: "read", aud: [API] });
  }),
  present("4.14.2", "SHOULD let refresh tokens end, and ends them with a log-out", async (stage, clock) => {
    const { refresh_token } = (await redeemedLogin(stage)).tokens;
    const left = (await redeemedLogin(stage)).tokens.refresh_token;
    expect((await stage.postForm("/oauth/revoke", { client_id: CLIENT, token: left })).status).toBe(200);
    expect((await refresh(stage, left)).outcome).toBe("400 invalid_grant/credential_revoked");
    clock.set(43_201);
    try {
      const late = await refresh(stage, refresh_token, undefined, undefined, now() + 43_201);
      expect(late.outcome).toBe("400 invalid_grant/credential_revoked");
    } finally {
      clock.set(0);
    }
  }),
  present(
    "2.3, 4.10.2",
    "SHOULD restrict access tokens to one audience, and to no more scope than was asked for",
    async (stage) => {
      const { access_token } = (await redeemedLogin(stage, "read", { resource: API })).tokens;
      expect((await verified(stage, access_token)).claims).toMatchObject({ scope: "read", aud: [API] });
      const ask = await userinfoAsked(stage, access_token);
      expect((await ask()).outcome).toBe("401 invalid_token/wrong_audience");
    },
  ),
  present("4.2.4", "MUST make a code worthless by its first use", async (stage, clock) => {
    const login = await redeemedLogin(stage);
    clock.set(61); // a lost answer may be asked for again for a minute, by the same key
    try {
      const form = {
        grant_type: "urn:ietf:params:oauth:grant-type:device_code",
        client_id: CLIENT,
        device_code: login.authorization.device_code,
      };
      const late = { by: stage.parties.session, iat: now() + 61 };
      expect((await stage.postForm("/oauth/token", form, late)).outcome).toBe("400 invalid_grant/request_settled");
    } finally {
      clock.set(0);
    }
  }),
  present("4.3.2", "MUST take no access token in an address or a form", async (stage) => {
    const { access_token } = (await redeemedLogin(stage, "openid")).tokens;
    expect((await stage.send(`/oauth/userinfo?access_token=${access_token}`, {})).outcome).toBe("401 invalid_token");
    expect((await stage.postForm("/oauth/userinfo", { access_token })).outcome).toBe("401 invalid_token");
  }),
];
