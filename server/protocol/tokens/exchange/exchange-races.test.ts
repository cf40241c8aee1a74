import { setImmediate } from "node:timers/promises";
import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { delegate, narrow, tokenIn } from "../../../../test/kit/exchange.ts";
import type { RedeemedLogin } from "../../../../test/kit/log-in.ts";
import type { Db, Trx } from "../../../platform/store/database.ts";
import { findFamily, revokeFamily } from "../../../register/tokens/token-store.ts";
import { type ExchangeStage, ORDERS, openExchangeStage, STOCK } from "../../../testing/exchange-stage.ts";
import { eventsSince, expectRefusal, lastEventSeq } from "../../../testing/ledger.ts";
import { ROUNDS } from "../../../testing/races.ts";
import { DATABASES } from "../../../testing/temporary-store.ts";

// A party may be revoked before, or while, a token is exchanged: the revocation wins (threats R16, R24).

describe.each(DATABASES)("on %s", (database) => {
  let stage: ExchangeStage;
  let login: RedeemedLogin;
  let family: string;
  beforeAll(async () => {
    stage = await openExchangeStage({ database });
  });
  beforeEach(async () => {
    login = await stage.newLogin();
    family = (await findFamily(stage.server.services.db, { loginId: login.id }))?.id ?? "";
  });
  afterAll(() => stage.server.close());

  const form = { resource: STOCK };
  const narrowed = (token = login.tokens.access_token) =>
    narrow(stage.server, token, login.session, { form: { resource: ORDERS } });
  const delegated = (token = login.tokens.access_token) => delegate(stage.server, token, stage.orders, { form });
  /** @returns the tokens that the login's token was exchanged for until then */
  const endFamily = () =>
    stage.server.services.db.transaction().execute(async (trx) => {
      await revokeFamily(trx, family, "refresh_reused");
      return childrenOf(await jtiOf(login.tokens.access_token), trx);
    });
  /** @returns the tokens that it was exchanged for until then */
  const endToken = (jti: string) =>
    stage.server.services.db.transaction().execute(async (trx) => {
      await trx.updateTable("access_tokens").set({ state: "revoked" }).where("jti", "=", jti).execute();
      return childrenOf(jti, trx);
    });
  const childrenOf = (parent: string, db: Db | Trx = stage.server.services.db) =>
    db.selectFrom("access_tokens").select("jti").where("parent", "=", parent).orderBy("jti").execute();
  const refused = (client_id: string, code = "credential_revoked") => ({
    kind: "exchange_refused",
    subject: family,
    data: { code, client_id },
  });
  const proofsSeen = async (): Promise<number> =>
    (await stage.server.services.db.selectFrom("replay").select("key").execute()).length;
  const jtiOf = async (jws: string) => (await accessToken.read(jws)).claims.jti;

  describe("is exchanged no more", () => {
    it("a token whose family was ended: its owner learns why, another that it is not valid", async () => {
      await endFamily();
      await expectRefusal(stage.server, narrowed, {
        outcome: "400 invalid_request/credential_revoked",
        event: refused("nearside-cli"),
      });
      await expectRefusal(stage.server, delegated, { outcome: "400 invalid_request", event: refused("orders-api") });
    });

    it("a token that was ended by itself; another of its family is", async () => {
      const other = await tokenIn(await narrowed());
      await endToken(other.claims.jti);
      await expectRefusal(stage.server, () => narrowed(other.jws), {
        outcome: "400 invalid_request/credential_revoked",
        event: refused("nearside-cli"),
      });
      expect((await narrowed()).status).toBe(200);
    });

    it("tokens from a token that was ended, however far back", async () => {
      const first = await tokenIn(await narrowed());
      const second = await tokenIn(await narrowed(first.jws));
      const acting = await tokenIn(await delegated(second.jws));
      await endToken(await jtiOf(login.tokens.access_token));
      const send = () => delegate(stage.server, acting.jws, stage.stock, { form: { resource: ORDERS } });
      await expectRefusal(stage.server, send, { outcome: "400 invalid_request", event: refused("stock-api") });
    });
  });

  describe("of a revocation and an exchange at the same moment", () => {
    it.each(ROUNDS)("no token comes after it, and none before it stays valid: round %i", async (round) => {
      const seq = await lastEventSeq(stage.server);
      const before = await proofsSeen();
      // The first proofs of the requests are taken. A little later, and later in each round, the revocation comes in between.
      const end = async () => {
        while ((await proofsSeen()) < before + 3) await setImmediate();
        for (let turn = 0; turn < round; turn++) {
          await proofsSeen();
          await setImmediate();
        }
        return round % 2 === 0 ? endFamily() : endToken(await jtiOf(login.tokens.access_token));
      };
      const exchanges = [narrowed(), delegated(), narrowed(), delegated(), narrowed()];
      const [answers, until] = await Promise.all([Promise.all(exchanges), end()]);
      expect(await childrenOf(await jtiOf(login.tokens.access_token))).toEqual(until);
      const done = (await eventsSince(stage.server, seq)).filter(({ kind }) => kind === "token_exchanged");
      expect(done).toHaveLength(answers.filter(({ status }) => status === 200).length);
      for (const answer of answers)
        expect(answer.outcome).toMatch(/^(200|400 invalid_request(\/credential_revoked)?)$/);
      // A token given before the revocation is invalid after it: it ends with its family and with the token it was
      // exchanged for.
      for (const answer of answers.filter(({ status }) => status === 200)) {
        const { jws, claims } = await tokenIn(answer);
        const again = () =>
          claims.act === undefined
            ? narrowed(jws)
            : delegate(stage.server, jws, stage.stock, { form: { resource: ORDERS } });
        expect((await again()).status).toBe(400);
      }
      expect((await narrowed()).outcome).toBe("400 invalid_request/credential_revoked");
    });
  });

  it("many at once are as many tokens, each its own", async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, (_, at) => (at % 2 === 0 ? narrowed() : delegated())));
    const ids = await Promise.all(answers.map(async (answer) => (await tokenIn(answer)).claims.jti));
    expect(new Set(ids).size).toBe(8);
  });
});
