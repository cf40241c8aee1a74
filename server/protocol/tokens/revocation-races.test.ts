import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { type TokenAnswer, tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import { beforeAll, describe, expect, it } from "vitest";
import { redeemedLogin } from "../../../test/kit/log-in.ts";
import { poll, refresh } from "../../../test/kit/login-steps.ts";
import type { EnrolledMachine } from "../../../test/kit/machine.ts";
import { postForm } from "../../../test/kit/send.ts";
import { findFamily } from "../../register/tokens/token-store.ts";
import { enrolledMachine } from "../../testing/enrol.ts";
import { eventsOf } from "../../testing/ledger.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";

// A client revokes a token while others ask for more of its family: no token survives the revocation (threat P5). Four
// requests run at once, in forty rounds.

const ROUNDS = 40;

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForAll({ database });
  let machine: EnrolledMachine;
  beforeAll(async () => {
    machine = await enrolledMachine(server, "alice");
  });

  const revoke = (token: string) => postForm(server, "/oauth/revoke", { client_id: "nearside-cli", token });

  const isActive = async ({ access_token }: TokenAnswer): Promise<boolean> => {
    const { jti } = (await accessToken.read(access_token)).claims;
    return server.services.activeTokens.demandToken(server.services.db, jti).then(
      () => true,
      () => false,
    );
  };
  const familyOf = async (loginId: string) => (await findFamily(server.services.db, { loginId }))?.id ?? "";
  const revocationsOf = async (loginId: string) =>
    (await eventsOf(server, await familyOf(loginId))).filter(({ kind }) => kind === "token_revoked").length;

  it("as a refresh", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const login = await redeemedLogin(server, machine);
      const renew = (token = login.tokens.refresh_token) => refresh(server, machine, login, token);
      const give = () => revoke(login.tokens.refresh_token);
      const order = [renew, give, renew, give];
      if (round % 2 === 1) order.reverse();
      const answers = await Promise.all(order.map((send) => send()));
      const given = answers.flatMap((one) => (one.text.includes("access_token") ? [one.as(tokenAnswerSchema)] : []));
      for (const tokens of [login.tokens, ...given]) {
        expect(await isActive(tokens)).toBe(false);
        expect((await renew(tokens.refresh_token)).outcome).toBe("400 invalid_grant/credential_revoked");
      }
      expect(await revocationsOf(login.id)).toBe(1);
    }
  });

  it("as the answer that was lost is asked for again", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const login = await redeemedLogin(server, machine);
      const again = () => poll(server, login);
      const give = () => revoke(login.tokens.refresh_token);
      const order = round % 2 === 0 ? [again, give, again, give] : [give, again, give, again];
      const answers = await Promise.all(order.map((send) => send()));
      const given = answers.flatMap((one) => (one.text.includes("access_token") ? [one.as(tokenAnswerSchema)] : []));
      for (const tokens of [login.tokens, ...given]) {
        expect(await isActive(tokens)).toBe(false);
        expect((await refresh(server, machine, login, tokens.refresh_token)).outcome).toBe(
          "400 invalid_grant/credential_revoked",
        );
      }
      expect((await again()).outcome).toBe("400 invalid_grant/credential_revoked");
      expect(await revocationsOf(login.id)).toBe(1);
    }
  });

  it("as it is revoked by itself: of four, one ends it", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const login = await redeemedLogin(server, machine);
      const give = () => revoke(login.tokens.access_token);
      const answers = await Promise.all([give(), give(), give(), give()]);
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
      expect(await isActive(login.tokens)).toBe(false);
      expect(await revocationsOf(login.id)).toBe(1);
    }
  });
});
