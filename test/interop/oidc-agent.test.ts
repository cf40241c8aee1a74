// oidc-agent, as Debian ships it: a device grant client that never heard of Nearside. No browser that its link is opened in
// could say where it was started, so it gets no link; and its user reads, in its own words' place, what to do instead.
import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished as atEnd, expect, it } from "vitest";
import { CLIENT } from "../kit/login-steps.ts";
import { openEnrolledStage } from "../steps/enrolling.ts";
import { startProcess } from "../support/process.ts";
import { until } from "../support/until.ts";

const STARTED_MS = 30_000;

/** Its environment: with a home of its own, and an agent there that ends with the test. */
async function startAgent(): Promise<Readonly<Record<string, string>>> {
  const home = await mkdtemp(join(tmpdir(), "nearside-agent-"));
  atEnd(() => rm(home, { recursive: true, force: true }));
  const socket = join(home, "agent", "socket");
  const env = { PATH: process.env["PATH"] ?? "", HOME: home, OIDC_SOCK: socket };
  const agent = await startProcess({
    command: "oidc-agent",
    args: ["--console", "--no-autoload", `--socket-path=${socket}`],
    env,
  });
  atEnd(async () => void (await agent.stop()));
  await until(
    async () => existsSync(socket) || undefined,
    STARTED_MS,
    () => `oidc-agent does not listen: ${agent.stderr()}`,
  );
  return env;
}

it("is refused before anybody could approve it elsewhere, and shows its user what to do", async () => {
  const stage = await openEnrolledStage(atEnd);
  const env = await startAgent();
  const options = [
    "--flow=device",
    `--issuer=${stage.issuer}`,
    `--client-id=${CLIENT}`,
    "--client-secret=",
    "--scope=read",
  ];
  const oidcGen = await startProcess({
    command: "oidc-gen",
    args: ["deploy", "--manual", "--prompt=none", "--confirm-default", "--pw-env", ...options],
    env: { ...env, OIDC_ENCRYPTION_PW: "never used: there is nothing to keep" },
  });
  expect((await oidcGen.ended()).code).toBe(1);
  const shown = oidcGen.stderr();
  expect(shown).toContain("invalid_request: device_statement is missing");
  expect(shown).toContain("only on the machine that started it");
  expect(shown).toContain("Log in with nearside login");
  expect(shown).toMatch(new RegExp(`nearside enroll ${stage.issuer}$`, "m"));
  expect(oidcGen.stdout() + shown).not.toContain(`${stage.issuer}/approve`);
  expect(await readdir(join(env["HOME"] ?? "", ".oidc-agent"))).not.toContain("deploy");
});
