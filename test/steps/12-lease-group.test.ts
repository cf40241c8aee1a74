// Protocol §12, where systemd runs for the account: a lease has a control group of its own, and what stays behind after it is an agent still.
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { repository } from "../support/repository.ts";
import { until } from "../support/until.ts";
import { startUserSystemd } from "../support/user-systemd.ts";
import { NEARSIDE, openLeaseStage } from "./leasing.ts";
import { approveTyped } from "./real-command-line.ts";

const WITHIN_MS = 30_000;

it("knows a process by the group that it was started in, also once its parents have gone", async () => {
  const stage = await openLeaseStage(onTestFinished);
  const { home, api } = stage;
  const systemd = await startUserSystemd(home.folder, onTestFinished);
  const run = (...args: readonly string[]) =>
    systemd.run(process.execPath, [join(repository, "cli/bin/nearside.js"), ...args]);
  const keeper = await run("keeper", "run");
  await keeper.printed(/The keeper runs/);
  const [started, out] = [join(home.folder, "started"), join(home.folder, "out")];
  const staying = `cat /proc/self/cgroup; touch ${started}; until [ -e ${started}.go ]; do sleep 0.1; done; env -u NEARSIDE_LEASE ${NEARSIDE} login --no-browser; echo == $?`;
  const lease = await run(
    "lease",
    "run",
    "--no-browser",
    "--api",
    api,
    "--",
    "setsid",
    "sh",
    "-c",
    `exec > ${out} 2>&1; ${staying}`,
  );
  const [, id = ""] = await lease.printed(/\/approve\/(rq_[\w-]{22})/);
  await approveTyped(stage, { id });
  const read = async (file: string): Promise<string> => {
    const cat = await systemd.run("cat", [file]);
    await cat.ended();
    return cat.stdout();
  };
  const holds = (file: string, pattern: RegExp) =>
    until(
      async () => {
        const text = await read(file);
        return pattern.test(text) ? text : undefined;
      },
      WITHIN_MS,
      () => `${file} never held ${pattern}`,
    );
  await holds(out, /nearside-lease-[\w-]{22}\.scope/);
  const found = await systemd.run("pgrep", ["-f", "nearside.js lease run"]);
  await found.ended();
  await systemd.kill(Number(/^\d+/.exec(found.stdout())?.[0]));
  await lease.ended();
  const go = await systemd.run("touch", [`${started}.go`]);
  await go.ended();
  expect(await holds(out, /== \d+/)).toMatch(/runs under a lease[\s\S]*== 161/);
});
