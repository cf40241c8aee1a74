// R8: the attacker points a request at a port on the victim's machine where something else listens, so that her extension speaks
// to it (SSRF), at login or at enrolment. It heeds only what its server signed and what lists it; at enrolment only after the
// person's click on the icon and her yes in its own window; and then it sends one thing to one path, and believes one key.
import { startEnrolmentAnswerSchema } from "@nearside/shared/api/enrolments.ts";
import { HELLO_PATH, helloBodySchema } from "@nearside/shared/api/loopback.ts";
import { deviceAuthorizationAnswerSchema } from "@nearside/shared/oauth/device-authorization.ts";
import { deviceStatement } from "@nearside/shared/statements/device.ts";
import { enrolmentRequest } from "@nearside/shared/statements/enrolment-request.ts";
import { listedExtension } from "@nearside/shared/statements/facts.ts";
import { nonce as nonceStatement } from "@nearside/shared/statements/nonce.ts";
import { request as requestStatement } from "@nearside/shared/statements/request.ts";
import * as v from "valibot";
import { beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { CLIENT } from "../kit/login-steps.ts";
import { viewEnrolment } from "../steps/enrolling.ts";
import { deviceStatementOf } from "../steps/logging-in.ts";
import { newColleague, newStranger } from "../steps/people.ts";
import { confirmIn, newRealMachine, openEnrolment } from "../steps/real-machine.ts";
import { lasting, openStage, type Stage } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { enrolMachine } from "../support/enrol-machine.ts";
import { approveOn, headingOf, openLogin, requestIdIn, startLogin } from "../support/login-page.ts";
import type { Machine } from "../support/machine.ts";
import { lastStoredEvent, rowsOf, storedEventsAbout, storedEventsSince } from "../support/server-rows.ts";
import { openPageOfEnrolment, openPageOfLogin } from "./support-listener.ts";
import {
  answerWithAnotherKey,
  type HeardRequest,
  type LocalService,
  startLocalService,
} from "./support-local-service.ts";
import { askExtension } from "./support-page-asks.ts";

const NOT_ALLOWED = { kind: "refused", code: "permission_missing" } as const;
const atEnd = afterTests();
let stage: Stage;
let victim: Machine;
let mallory: Stage;
let service: LocalService;
beforeAll(async () => {
  stage = await openStage(atEnd);
  victim = await newRealMachine(stage, atEnd);
  await enrolMachine(victim, stage.issuer, "admin", stage.server.bootstrapTicket ?? "", undefined);
  mallory = await newColleague(stage, "mallory");
});
beforeEach(async () => {
  service = await startLocalService(onTestFinished);
});

const loopback = () => ({ address: "127.0.0.1", port: service.port }) as const;

/** The victim's own login, as ever. */
async function logsIn(): Promise<void> {
  const { cli, url } = await startLogin(victim);
  const page = await openLogin(victim, url);
  await approveOn(page);
  expect(await cli.ended(), cli.stderr()).toEqual({ code: 0, signal: null });
  await page.close();
}

/** This is his machine's login, which says that his command line listens where the victim's service does. */
async function aimedLogin(): Promise<string> {
  const { claims } = await deviceStatement.read(await deviceStatementOf(mallory));
  const device_statement = await deviceStatement.sign(mallory.parties.device, { ...claims, loopback: loopback() });
  const form = { client_id: CLIENT, scope: "read", device_statement };
  const answer = (await mallory.postForm("/oauth/device_authorization", form)).as(deviceAuthorizationAnswerSchema);
  return answer.request;
}

describe("at login", () => {
  it("a request that does not list this extension reaches no port", async () => {
    const { claims } = await requestStatement.read(await aimedLogin());
    expect(claims.loopback?.port).toBe(service.port);
    const page = await openLogin(victim, `${stage.issuer}/approve/${claims.jti}`);
    await headingOf(page, /another computer/);
    await stage.server.process.printed(new RegExp(`"request":"${claims.jti}","code":"started_elsewhere"`));
    expect(service.connections()).toBe(0);
    expect(storedEventsAbout(stage.dataFolder, claims.jti).map(({ kind }) => kind)).toEqual([
      "login_requested",
      "login_reported",
    ]);
    expect(rowsOf(stage, "SELECT state FROM logins WHERE id = ?", claims.jti)).toMatchObject([{ state: "pending" }]);
    await page.close();
    await logsIn();
  });

  it("is not sent anything where it lists the extension, but its server did not sign it, though a script in the page asks", async () => {
    const { cli, url } = await startLogin(victim);
    const page = await openLogin(victim, url);
    await page.getByRole("button", { name: "Approve", exact: true }).waitFor();
    const hers = await openPageOfLogin(stage, { id: requestIdIn(url) });
    const genuine = await requestStatement.read(hers.request);
    const his = await requestStatement.read(await aimedLogin());
    const { kid } = genuine.header;
    const key = mallory.parties.stranger;
    const extensions = [...genuine.claims.extensions, await listedExtension(his.claims.jti, key.thumbprint)];
    const forge = async (claims: typeof genuine.claims, thumbprint: string) => {
      const request = await requestStatement.sign(
        { ...key, thumbprint },
        { ...claims, loopback: loopback(), extensions },
      );
      const { hash } = await requestStatement.read(request);
      const salt = { iss: stage.issuer, request: hash, nonce: claims.jti.slice(3), ...lasting(60) };
      return { request, nonce: await nonceStatement.sign({ ...key, thumbprint }, salt) };
    };
    const edited = hers.request.split(".");
    edited[1] = Buffer.from(JSON.stringify({ ...genuine.claims, loopback: loopback() })).toString("base64url");
    for (const [code, meeting] of [
      ["bad_signature", await forge(genuine.claims, kid ?? "")],
      ["key_mismatch", await forge(his.claims, key.thumbprint)],
      ["bad_signature", { request: edited.join("."), nonce: hers.nonce }],
    ] as const)
      expect(await askExtension(page, { kind: "meet", ...meeting })).toEqual({ kind: "refused", code });
    expect(service.connections()).toBe(0);

    // A request that its server signed and that lists it is met, whether its page asks or another: that is no secret.
    const met = await askExtension(page, { kind: "meet", request: hers.request, nonce: hers.nonce });
    expect(met).toMatchObject({ kind: "met" });
    await page.reload();
    await approveOn(page);
    expect(await cli.ended(), cli.stderr()).toEqual({ code: 0, signal: null });
    await page.close();
  });

  it("is sent one thing, to one path, once, where it lists the extension; a program that answers by another key gets no further", async () => {
    const { cli, url } = await startLogin(victim);
    const id = requestIdIn(url);
    const { loopback: hers, ...meeting } = await openPageOfLogin(stage, { id });
    cli.signal("SIGKILL");
    await cli.ended();
    const inHerPlace = await startLocalService(onTestFinished, hers.port);
    const seq = lastStoredEvent(stage);
    const page = await openLogin(victim, url);
    const again = () => page.getByRole("button", { name: "Try again" }).click();
    await page.getByText("malformed", { exact: true }).waitFor();
    inHerPlace.answerBy((_, response) => {
      response.writeHead(307, { location: `http://127.0.0.1:${service.port}/admin` }).end();
    });
    await again();
    await headingOf(page, /was not reached/);
    expect(await askExtension(page, { kind: "meet", ...meeting })).toEqual({ kind: "refused", code: "unreachable" });
    inHerPlace.answerBy(await answerWithAnotherKey());
    await again();
    await page.getByText("key_mismatch").waitFor();

    expect(service.connections()).toBe(0);
    expect(inHerPlace.heard().map(onlyHello)).toEqual([true, true, true, true]);
    expect(storedEventsSince(stage, seq)).toEqual([]);
    expect(rowsOf(stage, "SELECT state FROM logins WHERE id = ?", id)).toMatchObject([{ state: "pending" }]);
    await page.close();
    await logsIn();
  });
});

describe("at enrolment", () => {
  /** His enrolment, with a ticket of his own; its command line is said to be where the victim's service is. */
  async function aimedEnrolment(name: string): Promise<{ id: string; url: string; by: Stage }> {
    const by = await newStranger(stage, name);
    const machine = { key_storage: "file", hostname: "laptop", os: "Debian 13", account: "ada" };
    const ticket = await stage.server.ticket(name);
    const body = { kind: "machine", user: name, ticket, loopback: loopback(), machine };
    const answer = (await by.postProved("/api/enrolments", body, by.parties.device)).as(startEnrolmentAnswerSchema);
    const { jti } = (await enrolmentRequest.read(answer.enrolment_request)).claims;
    return { id: jti, url: `${stage.issuer}/enroll/${jti}`, by };
  }

  it("reaches no port without the click on the icon, nor without a confirmation in the extension's own window", async () => {
    const { id, url } = await aimedEnrolment("eve");
    const page = await victim.browser.context.newPage();
    await victim.authenticator.plugInto(page);
    await page.goto(url);
    await page.getByRole("heading", { name: "Click the Nearside icon" }).waitFor();
    const { request, nonce } = await openPageOfEnrolment(stage, id);
    const asks = [
      { kind: "enrol", enrolment_request: request },
      { kind: "meet_enrolment", enrolment_request: request, nonce },
    ];
    for (const ask of asks) expect(await askExtension(page, ask)).toEqual(NOT_ALLOWED);
    await page.close();

    const seq = lastStoredEvent(stage);
    const opened = await openEnrolment(victim, url);
    // The person reads there what the server signed. No terminal of hers shows it, for no command line waits.
    const shown = (await opened.window.locator("body").textContent()) ?? "";
    for (const fact of ["eve", String(service.port), new URL(stage.issuer).host]) expect(shown).toContain(fact);
    expect(await askExtension(opened.page, asks[1] ?? {})).toEqual(NOT_ALLOWED);
    await opened.window.getByRole("button", { name: "No, stop" }).click();
    await headingOf(opened.page, /icon/i);
    expect(await askExtension(opened.page, asks[1] ?? {})).toEqual(NOT_ALLOWED);
    expect(service.connections()).toBe(0);
    expect(storedEventsSince(stage, seq)).toEqual([]);
    await opened.page.close();
    await logsIn();
  });

  it("is sent a hello by a person who says yes to everything, and meets nobody by another key", async () => {
    const { id, url, by } = await aimedEnrolment("oscar");
    service.answerBy(await answerWithAnotherKey());
    const seq = lastStoredEvent(stage);
    const opened = await openEnrolment(victim, url);
    await confirmIn(opened);
    await opened.page.getByText("key_mismatch").waitFor();
    expect(service.heard().map(onlyHello)).toEqual([true]);
    expect(storedEventsSince(stage, seq)).toEqual([]);
    expect(
      await viewEnrolment(by, await enrolmentRequest.read((await openPageOfEnrolment(by, id)).request)),
    ).toMatchObject({
      state: "waiting",
    });
    await opened.page.close();
    await logsIn();
  });
});

/** One method, one path, and nothing that the browser knows of that address: no cookie, no password. */
function onlyHello({ method, path, headers, body }: HeardRequest): boolean {
  expect([method, path, headers["content-type"]]).toEqual(["POST", HELLO_PATH, "application/json"]);
  expect(headers).not.toHaveProperty("cookie");
  expect(headers).not.toHaveProperty("authorization");
  return v.is(helloBodySchema, JSON.parse(body));
}
