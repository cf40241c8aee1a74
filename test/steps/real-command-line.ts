// The command line as it ships, as a process, in an account of its own; everybody else is in software.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { enrolmentLocalityAnswerSchema } from "@nearside/shared/api/enrolments.ts";
import { approveAnswerSchema, localityAnswerSchema } from "@nearside/shared/api/login-requests.ts";
import { helloAnswerSchema } from "@nearside/shared/api/loopback.ts";
import type { Loopback } from "@nearside/shared/claims.ts";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { enrolment } from "@nearside/shared/statements/enrolment.ts";
import { enrolmentRequest } from "@nearside/shared/statements/enrolment-request.ts";
import { hello } from "@nearside/shared/statements/hello.ts";
import { attestation } from "@nearside/shared/statements/locality.ts";
import { nonce as nonceStatement } from "@nearside/shared/statements/nonce.ts";
import { sixWords } from "@nearside/shared/words/six-words.ts";
import * as v from "valibot";
import { openEnrolmentIn } from "../kit/enrolment-steps.ts";
import { openLoginIn } from "../kit/login-steps.ts";
import { loopbackIn } from "../kit/meeting.ts";
import type { AtEnd } from "../support/at-end.ts";
import { type Process, startProcess } from "../support/process.ts";
import { repository } from "../support/repository.ts";
import { noteSeenUpdates } from "../support/seen-updates.ts";
import { passkeyOf } from "./enrolling.ts";
import { knock } from "./knock.ts";
import { approve, decisionOn } from "./logging-in.ts";
import { newId, RP_ID, type Stage } from "./stage.ts";

/** Starts `nearside …`. */
export type Nearside = (args: readonly string[]) => Promise<Process>;

/** `nearside …` of an account of its own. @param node the Node that runs it */
export async function newHome(atEnd: AtEnd, node = process.execPath): Promise<Nearside> {
  const { run } = await newAccount(atEnd, node);
  return (args) => run(join(repository, "cli/bin/nearside.js"), args);
}

/** An account of its own, for any program. @param node the Node that runs it */
export async function newAccount(atEnd: AtEnd, node = process.execPath) {
  const home = await mkdtemp(join(tmpdir(), "nearside-home-"));
  atEnd(() => rm(home, { recursive: true, force: true }));
  await noteSeenUpdates(home);
  const run = async (file: string, args: readonly string[]): Promise<Process> => {
    const started = await startProcess({
      command: node,
      args: [file, ...args],
      env: { PATH: process.env["PATH"] ?? "", HOME: home },
      cwd: home,
    });
    atEnd(async () => void (await started.stop()));
    return started;
  };
  return { home, run };
}

/**
 * Protocol §3, with the real command line and everybody else in software.
 *
 * @param whom whose machine: the bootstrap administrator's, or a person's with a ticket, which the administrator confirms
 */
export async function enrolCommandLine(
  stage: Stage,
  nearside: Nearside,
  whom?: { readonly name: string; readonly ticket: string },
): Promise<void> {
  const { extension, passkey } = stage.parties;
  const cli = await nearside(["enroll", stage.issuer, "--no-open"]);
  const { name, ticket } = whom ?? { name: "admin", ticket: stage.server.bootstrapTicket };
  cli.type(`${name}\n${ticket}\n`);
  const [, id] = await cli.printed(/\/enroll\/(en_[\w-]{22})/);
  const at = `/api/enrolments/${id}`;
  const page = openEnrolmentIn(await stage.postJson(`${at}/nonce`, {}));
  const { claims, hash } = await enrolmentRequest.read(page.enrolment_request);
  const met = await meetOverLoopback(stage, { request: page.enrolment_request, nonce: page.nonce }, claims.loopback);
  const { options } = (await stage.postJson(`${at}/locality`, met)).as(enrolmentLocalityAnswerSchema);
  const response = passkey.create({ challenge: options.challenge, rpId: RP_ID, origin: stage.issuer });
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
  if (whom !== undefined) {
    await cli.printed(/Read these six words to your administrator/);
    const words = await sixWords(await sha256Base64url(met.attestation), passkeyOf(stage.parties));
    await stage.server.admit(words.join(" "));
  }
  const { code } = await cli.ended();
  if (code !== 0) throw new Error(`the enrolment ended with ${code}: ${cli.stderr()}`);
}

/** Protocol §4.3, the extension's side, with the port that the server signed. */
export async function meetOverLoopback(
  { parties: { extension } }: Stage,
  { request, nonce }: { readonly request: string; readonly nonce: string },
  loopback: Loopback,
) {
  const { claims } = await nonceStatement.read(nonce);
  const salt = { request: await sha256Base64url(request), nonce: claims.nonce };
  const greeting = await hello.sign(extension, { ...salt, xn: newId() });
  const { status, body } = await knock(loopback.port, { request, nonce, hello: greeting });
  if (status !== 200) throw new Error(`the listener answered ${status}`);
  const { presence_proof } = v.parse(helloAnswerSchema, JSON.parse(body));
  const presence = await sha256Base64url(presence_proof);
  const attested = await attestation.sign(extension, { presence, loopback, browser: "Chromium 141" });
  return { nonce, hello: greeting, presence_proof, attestation: attested };
}

export interface TypedLogin {
  readonly cli: Process;
  /** The address that the terminal shows for the browser. */
  readonly url: string;
  readonly id: string;
}

/** Protocol §4.1: `nearside login`, until it shows where it is approved. */
export async function startLogin(nearside: Nearside, args: readonly string[] = []): Promise<TypedLogin> {
  const cli = await nearside(["login", "--no-browser", ...args]);
  const [url, id = ""] = await cli.printed(/https?:\/\/\S+\/approve\/(rq_[\w-]{22})\S*/);
  return { cli, url, id };
}

/** Protocol §4.3: the browser, in software, meets it. */
export async function meetForTyped(stage: Stage, login: Pick<TypedLogin, "id">) {
  const at = `/api/requests/${login.id}`;
  const page = openLoginIn(await stage.postJson(`${at}/nonce`, {}));
  const met = await meetOverLoopback(stage, page, await loopbackIn(page.request));
  (await stage.postJson(`${at}/locality`, met)).as(localityAnswerSchema);
  return met;
}

/** Protocol §4.3–§4.5: browser and person, in software, say yes to it. */
export async function approveTyped(stage: Stage, login: Pick<TypedLogin, "id">): Promise<void> {
  await meetForTyped(stage, login);
  (await approve(stage, login, await decisionOn(stage, login))).as(approveAnswerSchema);
}
