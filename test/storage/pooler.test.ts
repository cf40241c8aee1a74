// PgBouncer between the server and PostgreSQL: enrolment, logins and refreshes work behind it, and what cannot be used is said at the start.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { peopleApi } from "@nearside/shared/api/console/people.ts";
import { beforeAll, expect, it } from "vitest";
import { openConsole } from "../kit/console.ts";
import { freePort } from "../kit/free-port.ts";
import { openEnrolledStage } from "../steps/enrolling.ts";
import { redeemedLogin, refresh } from "../steps/logging-in.ts";
import { machineOf } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { openPooler } from "../support/pgbouncer.ts";
import { type Cluster, openCluster } from "../support/postgres.ts";
import { startProcess } from "../support/process.ts";
import { repository } from "../support/repository.ts";

const HANDED_ON =
  "default_transaction_isolation,statement_timeout,lock_timeout,idle_in_transaction_session_timeout,default_transaction_read_only,plan_cache_mode,max_parallel_workers_per_gather";
/** Fewer than the connections of the server, where they can be. */
const POOLED = { session: "12", transaction: "4" };
const MEND = 78;
const STARTED_MS = 50_000;

const atEnd = afterTests();
let cluster: Cluster;
beforeAll(async () => {
  cluster = await openCluster({ durable: true });
  atEnd(cluster.close);
});

/** Starts the server, which refuses. @returns what it says */
async function refusal(url: string): Promise<string> {
  const data = mkdtempSync(join(tmpdir(), "nearside-pooler-"));
  atEnd(async () => rmSync(data, { recursive: true, force: true }));
  const server = await startProcess({
    command: process.execPath,
    args: [join(repository, "server/main.ts"), "start"],
    env: {
      PATH: process.env["PATH"] ?? "",
      NEARSIDE_PORT: String(await freePort()),
      NEARSIDE_DATA_DIR: data,
      DATABASE_URL: url,
    },
  });
  expect((await server.ended(STARTED_MS)).code).toBe(MEND);
  return server.stdout() + server.stderr();
}

it.each(["session", "transaction"] as const)(
  "PgBouncer that pools by %s is fixed as the server says, and works",
  async (mode) => {
    const database = `by_${mode}`;
    await cluster.psql(`create database ${database} template template0`);
    const strict = await openPooler({ cluster, mode });
    const parameters = await refusal(strict.url(database));
    await strict.close();
    expect(parameters).toContain(`ignore_startup_parameters = ${HANDED_ON}`);

    const settings = { ignore_startup_parameters: HANDED_ON };
    const silent = await openPooler({ cluster, mode, settings });
    const [, commands = ""] = /Run in psql: (alter role .*;) Then/.exec(await refusal(silent.url(database))) ?? [];
    await silent.close();
    for (const command of commands.split(/(?<=;) /)) await cluster.psql(command);

    const pooler = await openPooler({ cluster, mode, settings: { ...settings, default_pool_size: POOLED[mode] } });
    atEnd(pooler.close);
    const stage = await openEnrolledStage(atEnd, { DATABASE_URL: pooler.url(database) });
    const logins = await Promise.all(Array.from({ length: 6 }, () => redeemedLogin(stage)));
    for (const { tokens } of logins) expect((await refresh(stage, tokens.refresh_token)).outcome).toBe("200");
    const page = await openConsole(stage, machineOf(stage));
    expect((await page.get(peopleApi.list.path)).outcome).toBe("200");
  },
);

it("PgBouncer that was set up for an older server, which had no connections for reads, is refused with what to set", async () => {
  const [ofOlder = ""] = HANDED_ON.split(",default_transaction_read_only");
  const settings = { ignore_startup_parameters: ofOlder };
  const pooler = await openPooler({ cluster, mode: "session", settings });
  atEnd(pooler.close);
  expect(await refusal(pooler.url("by_session"))).toContain(`ignore_startup_parameters = ${HANDED_ON}`);
});

it("PgBouncer that pools by transaction and keeps no prepared statements is refused with what to set", async () => {
  const settings = { ignore_startup_parameters: HANDED_ON, max_prepared_statements: "0" };
  const pooler = await openPooler({ cluster, mode: "transaction", settings });
  atEnd(pooler.close);
  expect(await refusal(pooler.url("by_transaction"))).toContain("Set max_prepared_statements in its configuration");
});
