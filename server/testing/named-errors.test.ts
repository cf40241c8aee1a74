import { afterAll, beforeAll, expect, it } from "vitest";
import { Answer } from "../../test/kit/answer.ts";
import { namedErrorsOf } from "./named-errors.ts";
import { ISSUER, openTestServer, type TestServer } from "./test-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await openTestServer();
});
afterAll(() => server.close());

const checked = async (method: string, path: string, error: string, status = 400): Promise<void> =>
  namedErrorsOf(server.services)(
    new Request(ISSUER + path, { method }),
    await Answer.of(new Response(JSON.stringify({ error, error_description: "x" }), { status })),
  );
const LOGIN = "/api/requests/rq_AAAAAAAAAAAAAAAAAAAAAA";

it.each([
  ["GET", "/api/console/people", "touch_invalid"],
  ["POST", `${LOGIN}/nonce`, "request_settled"],
  ["POST", "/api/devices/key-storage", "ticket_invalid"],
  ["POST", "/oauth/token", "insufficient_scope"],
  ["GET", "/oauth/jwks", "not_found"],
])("fails an answer of %s %s with %s, which the contract does not name there", async (method, path, code) => {
  await expect(checked(method, path, code)).rejects.toThrow(`${code}, which the contract does not name`);
});

it.each([
  ["GET", "/api/console/people", "not_signed_in"],
  ["POST", "/api/console/enrolments/en_AAAAAAAAAAAAAAAAAAAAAA/refuse", "enrolment_unknown"],
  ["POST", `${LOGIN}/nonce`, "request_unknown"],
  ["POST", "/oauth/token", "slow_down"],
  ["GET", "/oauth/jwks", "temporarily_unavailable"],
  ["POST", "/oauth/jwks", "method_not_allowed"],
])("passes an answer of %s %s with %s, which is the contract's or the edge's", async (method, path, code) => {
  await checked(method, path, code);
});

it("passes a page, and every good answer", async () => {
  const check = namedErrorsOf(server.services);
  const at = new Request(`${ISSUER}/oauth/authorize`);
  check(at, await Answer.of(new Response("<!doctype html>", { status: 400 })));
  check(at, await Answer.of(new Response('{"error":"invalid_grant"}', { status: 200 })));
});
