import { afterEach, beforeEach, expect, it } from "vitest";
import { postJson } from "../testing/send.ts";
import { openTestServer, type TestServer } from "../testing/test-server.ts";

let server: TestServer;
beforeEach(async () => {
  server = await openTestServer();
});
afterEach(() => server.close());

it.each([
  ["requests", "%00", "request_unknown"],
  ["requests", "rq_AAAAAAAAAAAAAAAAAAAAAA%00", "request_unknown"],
  ["requests", "%ED%A0%80", "request_unknown"],
  ["enrolments", "%00", "enrolment_unknown"],
  ["enrolments", "en_AAAAAAAAAAAAAAAAAAAAAA%00", "enrolment_unknown"],
])("answers a stranger's /api/%s/%s/nonce with 404, and is no bug of ours", async (what, id, error) => {
  expect((await postJson(server, `/api/${what}/${id}/nonce`, {})).said).toBe(`404 ${error}`);
  expect(server.logged.filter((line) => line.includes('"level":"error"'))).toEqual([]);
});
