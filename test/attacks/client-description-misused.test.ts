// R37: a program's own description makes the server ask its own network, another address, or without end; or it is another one than that
// which its person approved.
import { redirectStateSchema } from "@nearside/shared/api/authorizations.ts";
import { beforeAll, describe, expect, it } from "vitest";
import { type DocumentHost, startDocumentHost } from "../kit/document-host.ts";
import { approvedProgram, askRedirect, authorize, codeFor, redeemCode, sentHere } from "../kit/redirect-steps.ts";
import { type EnrolledStage, openEnrolledStage } from "../steps/enrolling.ts";
import { machineOf } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { movableClock } from "../support/movable-clock.ts";
import { expectRefused } from "./support-refusals.ts";

const atEnd = afterTests();
const clock = movableClock(atEnd);
let host: DocumentHost;
let stage: EnrolledStage;
beforeAll(async () => {
  host = await startDocumentHost();
  atEnd(() => host.close());
  stage = await open("any");
});

/** A server that lets programs describe themselves. */
const open = (
  from: string,
  privateAddresses = "true",
  more: Readonly<Record<string, string>> = {},
): Promise<EnrolledStage> =>
  openEnrolledStage(atEnd, {
    ...clock.settings,
    NODE_EXTRA_CA_CERTS: host.certificateFile,
    NEARSIDE_CLIENT_METADATA: from,
    NEARSIDE_CLIENT_METADATA_SCOPES: "read",
    NEARSIDE_CLIENT_METADATA_OWN_NETWORK: privateAddresses,
    ...more,
  });
const REFUSED = { outcome: "400 invalid_request", event: null };

describe("the server asks", () => {
  it("no host of its own network, by whatever name", async () => {
    const strict = await open("any", "false");
    const { port } = new URL(host.origin);
    const before = host.requests.length;
    host.publish("/agent.json");
    const names = ["localhost", "127.0.0.1", "2130706433", "0x7f.1", "127.1", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0"];
    for (const name of names)
      await expectRefused(strict, () => authorize(strict, `https://${name}:${port}/agent.json`), REFUSED);
    expect(host.requests).toHaveLength(before);
  });

  it("no host that the operator does not name, and none over a line that anybody reads", async () => {
    const strict = await open("vscode.dev");
    const before = host.requests.length;
    for (const id of [host.publish("/agent.json"), `http://${host.host}/agent.json`])
      await expectRefused(strict, () => authorize(strict, id), REFUSED);
    expect(host.requests).toHaveLength(before);
  });

  it("no other address than the program's id", async () => {
    host.publish("/private.json");
    host.answers("/moved.json", (answer) => answer.writeHead(302, { location: "/private.json" }).end());
    await expectRefused(stage, () => authorize(stage, `${host.origin}/moved.json`), REFUSED);
    expect(host.requests).not.toContain("/private.json");
  });

  it("for five kilobytes and five seconds, and so many times a minute", async () => {
    const json = { "content-type": "application/json" };
    host.answers("/endless.json", (answer) => {
      answer.writeHead(200, json);
      const part = Buffer.alloc(4096, " ");
      const more = (): void => void (answer.destroyed || answer.write(part, more));
      more();
    });
    await expectRefused(stage, () => authorize(stage, `${host.origin}/endless.json`), REFUSED);
    host.answers("/silent.json", () => undefined);
    await expectRefused(stage, () => authorize(stage, `${host.origin}/silent.json`), REFUSED);
    const strict = await open("any", "true", { NEARSIDE_LIMIT_PER_ADDRESS: "600" });
    for (const path of ["/a.json", "/b.json"]) await authorize(strict, host.origin + path);
    const before = host.requests.length;
    await expectRefused(strict, () => authorize(strict, `${host.origin}/c.json`), {
      outcome: "429 temporarily_unavailable",
      event: { kind: "rate_limited", data: { limit: "client_documents", by: "address" } },
    });
    expect(host.requests).toHaveLength(before);
  });

  it("and stores nothing that a stranger makes it ask for", async () => {
    const id = host.publish("/stranger.json");
    const before = host.requests.length;
    await sentHere(stage, id);
    await expectRefused(stage, () => authorize(stage, id, { redirect_uri: "https://agent.example/callback" }), REFUSED);
    expect(host.requests).toHaveLength(before + 1);
  });
});

describe("a description that has changed since", () => {
  const short = { "cache-control": "max-age=60" };

  it("gives a browser that was sent here before nothing, and the right one everything", async () => {
    const machine = machineOf(stage);
    const id = host.publish("/asked.json", {}, short);
    const asked = await sentHere(stage, id);
    host.publish("/asked.json", { redirect_uris: ["http://127.0.0.1/callback", "http://127.0.0.1/thief"] }, short);
    clock.set(61);
    await expectRefused(stage, () => askRedirect(stage, machine, asked), {
      outcome: "400 client_unknown",
      event: { kind: "device_refused" },
    });
    const again = await sentHere(stage, id);
    expect((await askRedirect(stage, machine, again)).as(redirectStateSchema)).toEqual({ state: "asked" });
    clock.set(0);
  });

  it("voids the code of what was approved before", async () => {
    const machine = machineOf(stage);
    const id = host.publish("/approved.json", {}, short);
    const [first, second] = [await approvedProgram(stage, machine, id), await approvedProgram(stage, machine, id)];
    expect((await redeemCode(stage, first, await codeFor(stage, first))).status).toBe(200);
    const code = await codeFor(stage, second);
    host.publish("/approved.json", { client_name: "Another agent" }, short);
    clock.set(61);
    (await askRedirect(stage, machine, await sentHere(stage, id))).as(redirectStateSchema); // by now the server knows
    await expectRefused(stage, () => redeemCode(stage, second, code), {
      outcome: "400 invalid_grant",
      event: { kind: "code_refused", subject: second.asked.claims.jti, data: { code: "client" } },
    });
    clock.set(0);
  });
});
