import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { enrolmentLocalityAnswerSchema, enrolmentNonceAnswerSchema } from "@nearside/shared/api/enrolments.ts";
import { decisionAnswerSchema, nonceAnswerSchema } from "@nearside/shared/api/login-requests.ts";
import { helloAnswerSchema } from "@nearside/shared/api/loopback.ts";
import type { Loopback } from "@nearside/shared/claims.ts";
import { sha256Base64url } from "@nearside/shared/sha256.ts";
import { enrolment } from "@nearside/shared/statements/enrolment.ts";
import { enrolmentRequest } from "@nearside/shared/statements/enrolment-request.ts";
import { hello } from "@nearside/shared/statements/hello.ts";
import { attestation } from "@nearside/shared/statements/locality.ts";
import { nonce as nonceStatement } from "@nearside/shared/statements/nonce.ts";
import { request as loginRequest } from "@nearside/shared/statements/request.ts";
import * as v from "valibot";
import { expect, it, onTestFinished } from "vitest";
import { startProcess } from "../support/process.ts";
import { repository } from "../support/repository.ts";
import { assertOver } from "../vectors/authenticator.ts";
import { passkeyOf } from "./enrolling.ts";
import { knock } from "./knock.ts";
import { registerPasskey } from "./register-passkey.ts";
import { newId, openStage, RP_ID, type Stage } from "./stage.ts";

it("the command line listens before it asks, and closes when its login is decided", async () => {
  const stage = await openStage();
  const nearside = await newHome();
  await enrol(stage, nearside);

  const cli = await nearside(["login", "--no-browser"]);
  const [, id] = await cli.printed(/\/approve\/(rq_[\w-]{22})/);
  const at = `/api/requests/${id}`;
  const said = (await stage.postJson(`${at}/nonce`, {})).as(nonceAnswerSchema);
  if (said.state !== "open") throw new Error(`the login is ${said.state}`);
  const { loopback } = (await loginRequest.read(said.request)).claims;
  const meeting = await meetOverLoopback(stage, said, loopback);
  expect((await stage.postJson(`${at}/locality`, meeting)).status).toBe(200);

  const { decision, options } = (await stage.postJson(`${at}/decision`, {})).as(decisionAnswerSchema);
  const challenge = Buffer.from(options.challenge, "base64url");
  const assertion = assertOver(stage.parties.passkey, { challenge, rpId: RP_ID, origin: stage.issuer });
  expect((await stage.postJson(`${at}/approve`, { decision, assertion })).status).toBe(200);
  expect(await cli.ended(), cli.stderr()).toEqual({ code: 0, signal: null });
  await expect(knock(loopback.port, {})).rejects.toMatchObject({ code: "ECONNREFUSED" });
});

type Nearside = Awaited<ReturnType<typeof newHome>>;

/** `nearside …` of an account of its own. */
async function newHome() {
  const home = await mkdtemp(join(tmpdir(), "nearside-home-"));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  return async (args: readonly string[]) => {
    const cli = await startProcess({
      command: process.execPath,
      args: [join(repository, "cli/bin/nearside.js"), ...args],
      env: { PATH: process.env["PATH"] ?? "", HOME: home },
      cwd: home,
    });
    onTestFinished(async () => void (await cli.stop()));
    return cli;
  };
}

/** Protocol §3, with the real command line and everybody else in software. */
async function enrol(stage: Stage, nearside: Nearside): Promise<void> {
  const { extension, passkey } = stage.parties;
  const cli = await nearside(["enroll", stage.issuer, "--no-open"]);
  cli.type(`admin\n${stage.server.bootstrapTicket}\n`);
  const [, id] = await cli.printed(/\/enroll\/(en_[\w-]{22})/);
  const at = `/api/enrolments/${id}`;
  const said = (await stage.postJson(`${at}/nonce`, {})).as(enrolmentNonceAnswerSchema);
  if (said.state !== "open") throw new Error(`the enrolment is ${said.state}`);
  const { claims, hash } = await enrolmentRequest.read(said.enrolment_request);
  const met = await meetOverLoopback(stage, { request: said.enrolment_request, nonce: said.nonce }, claims.loopback);
  const { options } = (await stage.postJson(`${at}/locality`, met)).as(enrolmentLocalityAnswerSchema);
  const response = registerPasskey(passkey, options.challenge, stage.issuer);
  await stage.postJson(`${at}/passkey`, { passkey: "create", response });
  const proof = await enrolment.sign(extension, {
    request: hash,
    user: claims.user.id,
    device_jkt: claims.device_jkt,
    extension_jkt: extension.thumbprint,
    passkey: passkeyOf(stage.parties),
  });
  await stage.postJson(`${at}/proof`, { proof });
  await cli.printed(/the same six words\?/);
  cli.type("yes\n");
  expect(await cli.ended(), cli.stderr()).toEqual({ code: 0, signal: null });
}

/** Protocol §4.3, the extension's side, with the port that the server signed. */
async function meetOverLoopback(
  { parties: { extension } }: Stage,
  { request, nonce }: { readonly request: string; readonly nonce: string },
  loopback: Loopback,
) {
  const { claims } = await nonceStatement.read(nonce);
  const salt = { request: await sha256Base64url(request), nonce: claims.nonce };
  const said = await hello.sign(extension, { ...salt, xn: newId() });
  const { status, body } = await knock(loopback.port, { request, nonce, hello: said });
  expect(status).toBe(200);
  const { presence_proof } = v.parse(helloAnswerSchema, JSON.parse(body));
  const presence = await sha256Base64url(presence_proof);
  const attested = await attestation.sign(extension, { presence, loopback, browser: "Chromium 141" });
  return { hello: said, presence_proof, attestation: attested };
}
