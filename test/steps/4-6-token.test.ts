import { verifyServerSignature } from "@nearside/shared/chain/server-signature.ts";
import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import { expect, it, onTestFinished } from "vitest";
import { openEnrolledStage } from "./enrolling.ts";
import { approvedLogin, poll } from "./logging-in.ts";

it("issues a token for the session key alone, which is bound to it", async () => {
  const stage = await openEnrolledStage(onTestFinished);
  const login = await approvedLogin(stage);
  expect((await poll(stage, login, stage.parties.otherSession)).status).toBe(400);

  const tokens = (await poll(stage, login)).as(tokenAnswerSchema);
  const token = await accessToken.read(tokens.access_token);
  await verifyServerSignature(token, stage);
  expect(token.claims).toMatchObject({
    sub: stage.user.id,
    request: login.id,
    device: stage.parties.device.thumbprint,
    cnf: { jkt: stage.parties.session.thumbprint },
  });
  expect(token.claims.exp - token.claims.iat).toBe(900);

  // The answer was lost: the same access token, another refresh token.
  const again = (await poll(stage, login)).as(tokenAnswerSchema);
  expect(again.access_token).toBe(tokens.access_token);
  expect(again.refresh_token).not.toBe(tokens.refresh_token);
});
