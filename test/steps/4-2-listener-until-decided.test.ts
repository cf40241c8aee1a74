import { decidedAnswerSchema } from "@nearside/shared/api/login-requests.ts";
import { expect, it, onTestFinished } from "vitest";
import { openLoginIn } from "../kit/login-steps.ts";
import { loopbackIn } from "../kit/meeting.ts";
import { knock } from "./knock.ts";
import { enrolCommandLine, meetOverLoopback, newHome } from "./real-command-line.ts";
import { openStage, RP_ID } from "./stage.ts";

it("listens before it asks, and closes when its login is decided", async () => {
  const stage = await openStage(onTestFinished);
  const nearside = await newHome(onTestFinished);
  await enrolCommandLine(stage, nearside);

  const cli = await nearside(["login", "--no-browser"]);
  const [, id] = await cli.printed(/\/approve\/(rq_[\w-]{22})/);
  const at = `/api/requests/${id}`;
  const page = openLoginIn(await stage.postJson(`${at}/nonce`, {}));
  const loopback = await loopbackIn(page.request);
  const meeting = await meetOverLoopback(stage, page, loopback);
  expect((await stage.postJson(`${at}/locality`, meeting)).status).toBe(200);

  const { decision, options } = (await stage.postJson(`${at}/decision`, {})).as(decidedAnswerSchema);
  const challenge = Buffer.from(options.challenge, "base64url");
  const assertion = stage.parties.passkey.get({ challenge, rpId: RP_ID, origin: stage.issuer });
  expect((await stage.postJson(`${at}/approve`, { decision, assertion })).status).toBe(200);
  expect(await cli.ended(), cli.stderr()).toEqual({ code: 0, signal: null });
  await expect(knock(loopback.port, {})).rejects.toMatchObject({ code: "ECONNREFUSED" });
});
