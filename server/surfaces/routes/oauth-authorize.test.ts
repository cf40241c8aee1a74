import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Answer } from "../../../test/kit/answer.ts";
import { newApiKey } from "../../../test/kit/apis.ts";
import { type Form, getFrom, postForm } from "../../../test/kit/send.ts";
import { SERVER_SHELL } from "../../platform/audit/actor.ts";
import { removeClient } from "../../protocol/clients/manage-client.ts";
import { allRows } from "../../testing/ledger.ts";
import { COMMAND_LINE, registeredCommandLine } from "../../testing/register.ts";
import { resourceServerWith } from "../../testing/resource-server.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { ISSUER } from "../../testing/test-server.ts";

// /oauth/authorize grants nothing. A client is told so, at its redirect URI where that is safe (RFC 6749 §4.1.2.1).

const server = serverForAll({ resourceServers: [resourceServerWith("orders", newApiKey())] });
let client_id: string;
beforeAll(async () => {
  const redirect_uris = ["http://127.0.0.1/callback", "http://[::1]:8400/other"];
  client_id = await registeredCommandLine(server, { ...COMMAND_LINE, redirect_uris });
});
afterAll(async () => {
  expect(server.logged.join("")).not.toContain("a request failed");
});

const STATE = "af0ifjsldkj";
const good = (): Form => ({
  client_id,
  redirect_uri: "http://127.0.0.1:51004/callback",
  response_type: "code",
  scope: "read",
  code_challenge: "A".repeat(43),
  code_challenge_method: "S256",
  state: STATE,
});
const queryOf = (form: Form): string =>
  String(
    new URLSearchParams(
      Object.entries(form).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as [string, string]])),
    ),
  );
/** The header by which browsers ask for a page. */
const HTML = { accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8" };
const byQuery = (form: Form): Promise<Answer> => getFrom(server, `/oauth/authorize?${queryOf(form)}`, HTML);
const byForm = (form: Form): Promise<Answer> => postForm(server, "/oauth/authorize", form, HTML);

describe.each([
  ["GET", byQuery],
  ["POST", byForm],
] as const)("by %s", (_method, ask) => {
  it.each(["http://127.0.0.1:51004/callback", "http://127.0.0.1/callback", "http://[::1]:1/other"])(
    "sends the browser back to %s with the reason",
    async (redirect_uri) => {
      const before = await allRows(server);
      const answer = await ask({ ...good(), redirect_uri });
      expect([answer.status, answer.text]).toEqual([303, ""]);
      const back = new URL(answer.headers.get("location") ?? "");
      expect(back.href.startsWith(`${redirect_uri}?`)).toBe(true);
      expect(Object.fromEntries(back.searchParams)).toEqual({
        error: "unauthorized_client",
        error_description: expect.stringContaining("device authorization grant"),
        state: STATE,
        iss: ISSUER,
      });
      // RFC 6749 §4.1.2.1: %x20-21 / %x23-5B / %x5D-7E
      expect(back.searchParams.get("error_description")).toMatch(/^[\x20\x21\x23-\x5b\x5d-\x7e]+$/);
      expect(await allRows(server)).toEqual(before);
    },
  );

  it("echoes the state exactly, and none where none came", async () => {
    for (const state of ["a b+c%20&error=none#x", `"<>\\${"x".repeat(1000)}`, "~"]) {
      const back = new URL((await ask({ ...good(), state })).headers.get("location") ?? "");
      expect(back.searchParams.getAll("state")).toEqual([state]);
      expect(back.searchParams.getAll("error")).toEqual(["unauthorized_client"]);
      expect(back.hash).toBe("");
    }
    expect((await ask({ ...good(), state: undefined })).headers.get("location")).not.toContain("state=");
  });

  const rows: [what: string, changed: Form][] = [
    ["no program", { client_id: undefined }],
    ["an unknown program", { client_id: "unknown" }],
    ["a program without any redirect", { client_id: "nearside-cli" }],
    ["no redirect", { redirect_uri: undefined }],
    ["a redirect elsewhere", { redirect_uri: "https://evil.example/callback" }],
    ["a redirect to this server", { redirect_uri: `${ISSUER}/approve` }],
    ["another path on this computer", { redirect_uri: "http://127.0.0.1:51004/other" }],
    ["another name of this computer", { redirect_uri: "http://localhost:51004/callback" }],
    ["a user in the redirect", { redirect_uri: "http://127.0.0.1@evil.example/callback" }],
    ["a line end in the redirect", { redirect_uri: "http://127.0.0.1/callback\r\nset-cookie: a=b" }],
    ["a line end in the state", { state: "a\r\nset-cookie: a=b" }],
    ["a state of other letters", { state: "ü" }],
    ["a state with NUL", { state: "\0" }],
    ["a state too long", { state: "x".repeat(1025) }],
  ];
  it.each(rows)("sends nobody anywhere with %s, and says so to a person", async (_what, changed) => {
    const answer = await ask({ ...good(), ...changed });
    expect(answer.status).toBe(400);
    expect(answer.headers.get("location")).toBeNull();
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect(answer.headers.get("content-type")).toContain("text/html");
    expect(answer.text).toContain("Nothing was approved");
    for (const hostile of ["evil.example", "set-cookie", STATE]) expect(answer.text).not.toContain(hostile);
  });
});

it.each(["client_id", "redirect_uri", "state"])("sends nobody anywhere with %s twice (RFC 6749 §3.1)", async (name) => {
  const query = queryOf(good());
  const twice = `${query}&${name}=${encodeURIComponent(good()[name] ?? "")}`;
  expect((await getFrom(server, `/oauth/authorize?${twice}`)).status).toBe(400);
  expect((await getFrom(server, `/oauth/authorize?${query}&x=%ff`)).status).toBe(400);
});

it("tells a program in its own way", async () => {
  expect((await getFrom(server, "/oauth/authorize")).outcome).toBe("400 invalid_request");
  expect((await postForm(server, "/oauth/authorize", {}, { accept: "*/*" })).outcome).toBe("400 invalid_request");
});

it("sends nobody on behalf of an API, or of a program that was removed", async () => {
  expect((await byQuery({ ...good(), client_id: "orders" })).status).toBe(400);
  const gone = await registeredCommandLine(server);
  expect((await byQuery({ ...good(), client_id: gone })).status).toBe(303);
  await removeClient(server.services, gone, SERVER_SHELL);
  expect((await byQuery({ ...good(), client_id: gone })).status).toBe(400);
});
