import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { nonceAnswerSchema } from "@nearside/shared/api/login-requests.ts";
import { expect, it, onTestFinished } from "vitest";
import { repository } from "../support/repository.ts";
import { storedEventsAbout } from "../support/server-rows.ts";
import { approveTyped, enrolCommandLine, newAccount, newHome, startLogin } from "./real-command-line.ts";
import { openStage } from "./stage.ts";

it.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
] as const)("a command line that ends by %s tells the server that nobody waits any more", async (signal, code) => {
  const stage = await openStage(onTestFinished);
  const nearside = await newHome(onTestFinished);
  await enrolCommandLine(stage, nearside);
  const { cli, id } = await startLogin(nearside);
  cli.signal(signal);
  expect((await cli.ended()).code).toBe(code);
  const answer = await stage.postJson(`/api/requests/${id}/nonce`, {});
  expect(answer.as(nonceAnswerSchema)).toEqual({ state: "withdrawn", reason: "ended" });
  expect(storedEventsAbout(stage.dataFolder, id).at(-1)).toMatchObject({
    kind: "login_withdrawn",
    data: { was: "pending", reason: "ended" },
  });
});

it("gives back a token that the command line can't keep", async () => {
  const stage = await openStage(onTestFinished);
  const { home, run } = await newAccount(onTestFinished);
  const nearside = (args: readonly string[]) => run(join(repository, "cli/bin/nearside.js"), args);
  await enrolCommandLine(stage, nearside);
  const login = await startLogin(nearside);
  const state = join(home, ".local/state/nearside");
  await rename(state, `${state}-moved`);
  await writeFile(state, "no folder");
  await approveTyped(stage, login);
  expect((await login.cli.ended()).code).not.toBe(0);
  const database = new DatabaseSync(join(stage.dataFolder, "nearside.db"), { readOnly: true });
  const given = database.prepare("SELECT state, reason FROM token_families WHERE login_id = ?").all(login.id);
  database.close();
  expect(given).toEqual([{ state: "revoked", reason: "logged_out" }]);
});
