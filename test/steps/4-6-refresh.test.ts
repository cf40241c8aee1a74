import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import { expect, it, onTestFinished } from "vitest";
import { openEnrolledStage } from "./enrolling.ts";
import { redeemedLogin, refresh } from "./logging-in.ts";

it("renews a token by session key and device key together", async () => {
  const stage = await openEnrolledStage(onTestFinished);
  const { tokens, id } = await redeemedLogin(stage);
  const renewed = (await refresh(stage, tokens.refresh_token)).as(tokenAnswerSchema);
  expect(renewed.refresh_token).not.toBe(tokens.refresh_token);
  const [before, after] = [await accessToken.read(tokens.access_token), await accessToken.read(renewed.access_token)];
  expect(after.claims.jti).not.toBe(before.claims.jti);
  expect(after.claims).toMatchObject({ request: id, chain: before.claims.chain, cnf: before.claims.cnf });
});
