import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import { sha256Base64url } from "@nearside/shared/sha256.ts";
import { refreshStatement } from "@nearside/shared/statements/refresh.ts";
import { expect, it, onTestFinished } from "vitest";
import { openEnrolledStage } from "./enrolling.ts";
import { CLIENT, redeemedLogin } from "./logging-in.ts";
import { newId, now } from "./stage.ts";

it("session key and device key together renew it", async () => {
  const stage = await openEnrolledStage(onTestFinished);
  const { tokens, id } = await redeemedLogin(stage);
  const { device, session } = stage.parties;
  const statement = await refreshStatement.sign(device, {
    iss: device.thumbprint,
    aud: stage.issuer,
    jti: newId(),
    iat: now(),
    exp: now() + 60,
    cnf: { jkt: session.thumbprint },
  });
  const form = {
    grant_type: "refresh_token",
    client_id: CLIENT,
    refresh_token: tokens.refresh_token,
    device_statement: statement,
  };
  const answer = await stage.postForm("/oauth/token", form, {
    by: session,
    statement: await sha256Base64url(statement),
  });
  const renewed = answer.as(tokenAnswerSchema);
  expect(renewed.refresh_token).not.toBe(tokens.refresh_token);
  const [before, after] = [await accessToken.read(tokens.access_token), await accessToken.read(renewed.access_token)];
  expect(after.claims.jti).not.toBe(before.claims.jti);
  expect(after.claims).toMatchObject({ request: id, chain: before.claims.chain, cnf: before.claims.cnf });
});
