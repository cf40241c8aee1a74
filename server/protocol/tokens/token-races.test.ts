import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import { beforeAll, describe, expect, it } from "vitest";
import { approvedLogin, metLogin, redeemedLogin } from "../../../test/kit/log-in.ts";
import { approve, decided, poll, refresh } from "../../../test/kit/login-steps.ts";
import type { EnrolledMachine } from "../../../test/kit/machine.ts";
import { findEvidence } from "../../register/logins/evidence-store.ts";
import { findFamily } from "../../register/tokens/token-store.ts";
import { enrolledMachine } from "../../testing/enrol.ts";
import { fourAtOnce, outcomesOf, ROUNDS } from "../../testing/races.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";

// One approval gives one token, however many requests ask for it at once (protocol §4.6, threat P5).

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForAll({ database });
  let machine: EnrolledMachine;
  beforeAll(async () => {
    machine = await enrolledMachine(server, "alice");
  });

  async function familyOf(loginId: string) {
    const { db } = server.services;
    const families = await db.selectFrom("token_families").select("id").where("login_id", "=", loginId).execute();
    const [family, ...others] = families;
    if (family === undefined || others.length > 0) throw new Error(`${families.length} families`);
    const refreshTokens = await db
      .selectFrom("refresh_tokens")
      .select("state")
      .where("family_id", "=", family.id)
      .execute();
    const accessTokens = await db
      .selectFrom("access_tokens")
      .select("jti")
      .where("family_id", "=", family.id)
      .execute();
    return {
      state: (await findFamily(db, family))?.state,
      active: refreshTokens.filter(({ state }) => state === "active").length,
      used: refreshTokens.filter(({ state }) => state === "used").length,
      accessTokens: accessTokens.length,
    };
  }

  describe.each(ROUNDS)("round %d", () => {
    it("redeems once: all are given one access token, and one refresh token counts", async () => {
      const login = await approvedLogin(server, machine);
      const answers = (await fourAtOnce(() => poll(server, login))).map((answer) => answer.as(tokenAnswerSchema));
      const jtis = await Promise.all(
        answers.map(async ({ access_token }) => (await accessToken.read(access_token)).claims.jti),
      );
      expect(new Set(jtis).size).toBe(1);
      expect(await familyOf(login.id)).toEqual({ state: "active", active: 1, used: 0, accessTokens: 1 });
      const evidence = await findEvidence(server.services.db, login.id);
      expect(evidence?.chain.access_token).toBe(answers[0]?.access_token);
    });

    it("answers every held poll of one login alike, the moment it is approved", async () => {
      const login = await metLogin(server, machine);
      const held = fourAtOnce(() => poll(server, login));
      const decision = await decided(server, machine, login);
      expect((await approve(server, machine, login, decision)).status).toBe(200);
      const tokens = (await held).map((answer) => answer.as(tokenAnswerSchema).access_token);
      expect(new Set(tokens).size).toBe(1);
      expect(await familyOf(login.id)).toEqual({ state: "active", active: 1, used: 0, accessTokens: 1 });
    });

    it("rotates once: of the refresh tokens given out one counts, and no honest race ends the family", async () => {
      const login = await redeemedLogin(server, machine);
      const answers = await fourAtOnce(() => refresh(server, machine, login, login.tokens.refresh_token));
      for (const outcome of outcomesOf(answers)) expect(outcome).toMatch(/^(200|400 invalid_grant)$/);
      expect(answers[0]?.status).toBe(200);
      expect(await familyOf(login.id)).toMatchObject({ state: "active", active: 1, used: 1 });
    });
  });
});
