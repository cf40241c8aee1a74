import { processesApi } from "@nearside/shared/api/console/processes.ts";
import { sql } from "kysely";
import { expect, it, onTestFinished } from "vitest";
import { Changes } from "../../../platform/waiting/changes.ts";
import { Processes } from "../../../platform/waiting/processes.ts";
import { aboutOf } from "../../../platform/waiting/settings-agree.ts";
import { consoleOf } from "../../../testing/console.ts";
import { serverForAll } from "../../../testing/server-for-tests.ts";
import { openDatabase } from "../../../testing/temporary-database.ts";
import type { Services } from "../../wiring/services.ts";

const server = serverForAll({ database: "postgres" });

/** Starts another process on the same database. Its address and those settings are other ones. */
async function anotherProcess(services: Services, port: number, changed: Partial<Services["config"]>) {
  const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(services.db);
  const store = openDatabase(rows[0]?.name ?? "");
  const { clock, log, secrets } = services;
  const config = { ...services.config, ...changed, listen: { ...services.config.listen, port } };
  const { openLine } = store;
  const about = aboutOf(config);
  const processes = new Processes({ id: `at ${port}`, about, clock, log, secrets, openLine, onMet: () => {} });
  const running = processes.start(new Changes(1));
  let isStopped = false;
  const stop = async () => {
    if (isStopped) return;
    isStopped = true;
    await running.stop();
    await store.close();
  };
  onTestFinished(stop);
  return { stop };
}

it("names the settings that differ and where, as long as the process runs, and no value", async () => {
  const { services } = server;
  const { host, port } = services.config.listen;
  const page = await consoleOf(server, "administrator");
  const read = async () => (await page.get(processesApi.settings.path)).as(processesApi.settings.output);
  const alone = { process: `${host}:${port}`, differing: [] };
  expect(await read()).toEqual(alone);

  const running = services.processes.start(services.changes);
  onTestFinished(() => running.stop());
  await anotherProcess(services, 1, {});
  const { policy, rpName } = services.config;
  const second = await anotherProcess(services, 2, { policy: { ...policy, requirePeer: "same" } });
  const third = await anotherProcess(services, 3, {
    rpName: `not ${rpName}`,
    policy: { ...policy, requirePeer: "same" },
  });
  const differing = [
    { setting: "policy.requirePeer", processes: [`${host}:2`, `${host}:3`] },
    { setting: "rpName", processes: [`${host}:3`] },
  ];
  await expect.poll(read, { timeout: 10_000 }).toEqual({ ...alone, differing });
  expect(JSON.stringify(await read())).not.toMatch(/same|not /);

  await third.stop();
  await expect.poll(read, { timeout: 10_000 }).toMatchObject({
    differing: [{ setting: "policy.requirePeer", processes: [`${host}:2`] }],
  });
  await second.stop();
  await expect.poll(read, { timeout: 10_000 }).toEqual(alone);
});
