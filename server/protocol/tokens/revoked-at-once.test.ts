import { tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import { type Kysely, sql } from "kysely";
import { beforeAll, describe, expect, it } from "vitest";
import { approvedLogin } from "../../../test/kit/log-in.ts";
import { poll, refresh } from "../../../test/kit/login-steps.ts";
import type { EnrolledMachine } from "../../../test/kit/machine.ts";
import type { Database, Db } from "../../platform/store/database.ts";
import { enrolledMachine } from "../../testing/enrol.ts";
import { registeredCommandLine } from "../../testing/register.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";

// A client asks for a token while a revocation is not committed yet: the request waits for it, and gets nothing (threat R16).
// Judged by what a transaction reads alone, PostgreSQL would let both through.

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForAll({ database });
  let client_id: string;
  beforeAll(async () => {
    client_id = await registeredCommandLine(server);
  });

  const revoked = { state: "revoked" } as const;
  const REVOCATIONS: Readonly<Record<string, (db: Kysely<Database>, machine: EnrolledMachine) => Promise<unknown>>> = {
    user_inactive: (db, { user }) =>
      db.updateTable("users").set({ state: "suspended" }).where("id", "=", user.id).execute(),
    bound_set_revoked: (db, { boundSetId }) =>
      db.updateTable("bound_sets").set(revoked).where("id", "=", boundSetId).execute(),
    device_revoked: (db, { device }) =>
      db.updateTable("devices").set(revoked).where("jkt", "=", device.thumbprint).execute(),
    extension_revoked: (db, { extension }) =>
      db.updateTable("extensions").set(revoked).where("jkt", "=", extension.thumbprint).execute(),
    passkey_revoked: (db, { authenticator }) =>
      db.updateTable("passkeys").set(revoked).where("credential_id", "=", authenticator.id).execute(),
    client_unknown: (db) => db.updateTable("clients").set(revoked).where("id", "=", client_id).execute(),
  };

  /** Waits until one query waits for a lock in PostgreSQL; on SQLite everything waits for the one transaction. */
  async function untilItWaits(db: Db): Promise<void> {
    if (database === "sqlite") return;
    const waiting = sql<{ n: number }>`select count(*) as n from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`;
    await expect.poll(async () => (await waiting.execute(db)).rows[0]?.n).toBe(1);
  }

  describe.each(Object.keys(REVOCATIONS))("%s", (code) => {
    it.each(["a redemption", "its answer that was lost", "a refresh"])("meets %s", async (step) => {
      const { db } = server.services;
      const machine = await enrolledMachine(server, "alice");
      const login = await approvedLogin(server, machine, { client_id });
      const redeem = () => poll(server, login, { form: { client_id } });
      const tokens = step === "a redemption" ? undefined : (await redeem()).as(tokenAnswerSchema);
      const revoking = await db.startTransaction().execute();
      await REVOCATIONS[code]?.(revoking, machine);
      const answer =
        step === "a refresh"
          ? refresh(server, machine, login, tokens?.refresh_token ?? "", { form: { client_id } })
          : redeem();
      await untilItWaits(db);
      await revoking.commit().execute();
      expect((await answer).outcome).toMatch(new RegExp(`^40[01] (invalid_grant/${code}|invalid_client)$`));
      const families = await db.selectFrom("token_families").select("id").where("login_id", "=", login.id).execute();
      expect(families).toHaveLength(step === "a redemption" ? 0 : 1);
      const given = await db
        .selectFrom("refresh_tokens")
        .select("state")
        .where("family_id", "in", ["none", ...families.map(({ id }) => id)])
        .execute();
      expect(given).toEqual(step === "a redemption" ? [] : [{ state: "active" }]);
      await db.updateTable("users").set({ state: "active" }).execute();
      await db.updateTable("clients").set({ state: "active" }).execute();
    });
  });
});
