import { type Kysely, sql } from "kysely";
import { describe, expect, it, onTestFinished } from "vitest";
import { redeemedLogin } from "../../../test/kit/log-in.ts";
import { MIGRATIONS } from "../../platform/store/migrations/migrations.ts";
import { enrolledMachine } from "../../testing/enrol.ts";
import { DATABASES, openEmptyStore } from "../../testing/temporary-store.ts";
import { openTestServer } from "../../testing/test-server.ts";
import { findEvidence } from "./evidence-store.ts";
import { findLogin } from "./login-store.ts";

describe.each(DATABASES)("on %s", (database) => {
  it("takes over the evidence that older servers stored beside a login, text by text", async () => {
    const server = await openTestServer({ database });
    onTestFinished(() => server.close());
    const { id } = await redeemedLogin(server, await enrolledMachine(server, "alice"));
    const login = await findLogin(server.services.db, id);
    const evidence = await findEvidence(server.services.db, id);
    if (login?.state !== "redeemed" || evidence === undefined) throw new Error("there is no evidence");

    const store = await openEmptyStore(database);
    onTestFinished(() => store.close());
    const untyped = store.db as unknown as Kysely<unknown>;
    const take = async (isDue: (name: string) => boolean) => {
      for (const [name, step] of Object.entries(MIGRATIONS)) if (isDue(name)) await step.up(untyped, store.ddl);
    };
    await take((name) => name < "0025");
    const { boundSetId, deviceJkt, deviceStatement, request, facts, meeting, approval } = login;
    const { kids, ...rest } = evidence;
    const stored = JSON.stringify({ version: 1, ...rest, jwks: { keys: kids.map((kid) => ({ kid })) } });
    const data = JSON.stringify({ meeting, approval });
    for (const row of [
      sql`insert into users (id, name, display_name, role, state, created_at) values ('us_1', 'a', 'A', 'owner', 'active', 1)`,
      sql`insert into bound_sets (id, user_id, state, created_at) values (${boundSetId}, 'us_1', 'active', 1)`,
      sql`insert into devices (jkt, bound_set_id, jwk, key_storage, hostname, os, state, created_at, last_seen_at)
        values (${deviceJkt}, ${boundSetId}, '{}', 'file', 'h', 'linux', 'active', 1, 1)`,
      ...[id, "rq_AAAAAAAAAAAAAAAAAAAAAA"].map(
        (
          each,
          nth,
        ) => sql`insert into logins (id, device_code_hash, state, client_id, device_jkt, session_jkt, user_id, bound_set_id,
          device_statement, request, facts, data, created_at, expires_at, version)
          values (${each}, ${each}, ${nth === 0 ? "redeemed" : "approved"}, 'c', ${deviceJkt}, 's', 'us_1', ${boundSetId},
            ${deviceStatement}, ${request}, ${facts}, ${data}, 1, 2, 3)`,
      ),
      sql`insert into evidence (login_id, data, created_at) values (${id}, ${stored}, 1)`,
    ])
      await row.execute(store.db);
    await take((name) => name >= "0025");

    expect(await findEvidence(store.db, id)).toEqual(evidence);
    expect(await findLogin(store.db, id)).toMatchObject({
      state: "redeemed",
      deviceStatement,
      request,
      meeting,
      approval,
    });
    const underWay = await findLogin(store.db, "rq_AAAAAAAAAAAAAAAAAAAAAA");
    expect(underWay).toMatchObject({ state: "approved", deviceStatement, request, meeting, approval });
  });

  it("keeps the texts of a redeemed login once, in its proof", async () => {
    const server = await openTestServer({ database });
    onTestFinished(() => server.close());
    const { id } = await redeemedLogin(server, await enrolledMachine(server, "alice"));
    const { db } = server.services;
    const row = await db.selectFrom("logins").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
    expect(row).toMatchObject({ device_statement: "", request: "", data: "{}" });
    const texts = JSON.stringify((await findEvidence(db, id))?.chain);
    expect(row.proof?.length).toBeLessThan(texts.length / 3);
  });
});
