import { mkdtemp, rm } from "node:fs/promises";
import { request as httpRequest } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { verifySignature } from "@nearside/shared/signing/jws.ts";
import { hello } from "@nearside/shared/statements/hello.ts";
import { nonce } from "@nearside/shared/statements/nonce.ts";
import { presenceProof } from "@nearside/shared/statements/presence.ts";
import * as v from "valibot";
import { expect, it, onTestFinished } from "vitest";
import { openEnrolmentIn } from "../kit/enrolment-steps.ts";
import { startProcess } from "../support/process.ts";
import { repository } from "../support/repository.ts";
import { newId, openStage } from "./stage.ts";

const EXTENSION = {
  origin: "chrome-extension://abcdefghijklmnopabcdefghijklmnop",
  "sec-fetch-mode": "cors",
  "sec-fetch-site": "none",
};

it("answers a hello on loopback, and nothing else", async () => {
  const stage = await openStage(onTestFinished);
  const home = await mkdtemp(join(tmpdir(), "nearside-home-"));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  const cli = await startProcess({
    command: process.execPath,
    args: [join(repository, "cli/bin/nearside.js"), "enroll", stage.issuer, "--no-open"],
    env: { PATH: process.env["PATH"] ?? "", HOME: home },
    cwd: home,
  });
  onTestFinished(async () => void (await cli.stop()));
  cli.type(`admin\n${stage.server.bootstrapTicket}\n`);
  const [, id] = await cli.printed(/\/enroll\/(en_[\w-]{22})/);
  const [, port] = await cli.printed(/Port {4}(\d+)\n/);

  const page = openEnrolmentIn(await stage.postJson(`/api/enrolments/${id}/nonce`, {}));
  const { extension } = stage.parties;
  const claims = {
    request: await sha256Base64url(page.enrolment_request),
    nonce: (await nonce.read(page.nonce)).claims.nonce,
    xn: newId(),
  };
  const body = {
    request: page.enrolment_request,
    nonce: page.nonce,
    hello: await hello.sign(extension, claims),
  };
  expect(await post(Number(port), body, {})).toMatchObject({ body: "" });
  expect(await post(Number(port), body, { ...EXTENSION, origin: stage.issuer })).toMatchObject({ body: "" });
  const met = await post(Number(port), body, EXTENSION);
  expect(met.status).toBe(200);
  const { presence_proof } = v.parse(v.strictObject({ presence_proof: v.string() }), JSON.parse(met.body));
  const presence = await presenceProof.read(presence_proof);
  await verifySignature(presence, presence.header.jwk);
  expect(presence.claims).toMatchObject({ ...claims, jkt: extension.thumbprint, peer: { account: "same" } });
});

function post(port: number, body: unknown, headers: Readonly<Record<string, string>>) {
  return new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
    const request = httpRequest(
      {
        host: "127.0.0.1",
        port,
        path: "/nearside/v1/hello",
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
      },
      (answer) => text(answer).then((body) => resolve({ status: answer.statusCode, body }), reject),
    );
    request.on("error", reject).end(JSON.stringify(body));
  });
}
