import { nonceAnswerSchema } from "@nearside/shared/api/login-requests.ts";
import { expect, it, onTestFinished } from "vitest";
import { eventsAbout } from "../support/server-events.ts";
import { enrolCommandLine, newHome, startLogin } from "./real-command-line.ts";
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
  expect(eventsAbout(stage.dataFolder, id).at(-1)).toMatchObject({
    kind: "login_withdrawn",
    data: { was: "pending", reason: "ended" },
  });
});
