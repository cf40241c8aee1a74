import { inflateSync } from "node:zlib";
import { verifyServerSignature } from "@nearside/shared/chain/server-signature.ts";
import { decodeBase64url } from "@nearside/shared/encoding/base64url.ts";
import {
  LONGEST_API_LEEWAY_SECONDS,
  STATUS_LIST_SECONDS,
  STATUS_LIST_TTL_SECONDS,
} from "@nearside/shared/lifetimes.ts";
import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { isStatusListUri, statusListToken } from "@nearside/shared/oauth/status-list.ts";
import { tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import { verifySignature } from "@nearside/shared/signing/jws.ts";
import { beforeEach, expect, it } from "vitest";
import { type RedeemedLogin, redeemedLogin } from "../../../../test/kit/log-in.ts";
import { refresh } from "../../../../test/kit/login-steps.ts";
import type { EnrolledMachine } from "../../../../test/kit/machine.ts";
import { getFrom } from "../../../../test/kit/send.ts";
import { SERVER_SHELL } from "../../../platform/audit/actor.ts";
import { tidy } from "../../../surfaces/wiring/housekeeping.ts";
import { enrolledMachine } from "../../../testing/enrol.ts";
import { serverForEach } from "../../../testing/server-for-tests.ts";
import { ISSUER } from "../../../testing/test-server.ts";
import { suspendUser } from "../../revocation/suspend-user.ts";
import { STATUS_LIST_BITS } from "./status-places.ts";

// Any resource server may read which tokens were ended (draft-ietf-oauth-status-list, protocol §4.7).

const server = serverForEach();
let alice: EnrolledMachine;
let login: RedeemedLogin;
beforeEach(async () => {
  alice = await enrolledMachine(server, "alice");
  login = await redeemedLogin(server, alice);
});

const placeOf = async (token: string) => {
  const { status } = (await accessToken.read(token)).claims;
  if (status === undefined) throw new Error("no place");
  return status.status_list;
};
const listPath = async (token = login.tokens.access_token) => new URL((await placeOf(token)).uri).pathname;
const read = async (headers = {}) => getFrom(server, await listPath(), headers);
const bits = async () => {
  const { status_list } = (await statusListToken.read((await read()).text)).claims;
  return inflateSync(decodeBase64url(status_list.lst, "lst"));
};
const setBits = (bytes: Uint8Array) =>
  [...bytes].flatMap((byte, at) =>
    [0, 1, 2, 3, 4, 5, 6, 7].filter((bit) => (byte >> bit) & 1).map((bit) => at * 8 + bit),
  );

it("gives each token a place of its own, and the list is signed as the draft has it", async () => {
  const renewed = (await refresh(server, alice, login, login.tokens.refresh_token)).as(tokenAnswerSchema);
  const [one, next] = [await placeOf(login.tokens.access_token), await placeOf(renewed.access_token)];
  expect(one.uri).toBe(next.uri);
  expect(one.idx).not.toBe(next.idx);
  expect(isStatusListUri(one.uri, ISSUER)).toBe(true);
  const answer = await read();
  expect(answer.headers.get("content-type")).toBe("application/statuslist+jwt");
  expect(answer.headers.get("access-control-allow-origin")).toBe("*");
  const list = await statusListToken.read(answer.text);
  const serverKeys = server.services.keys.jwks.keys;
  expect(list.header).toEqual({ alg: "ES256", typ: "statuslist+jwt", kid: serverKeys[0]?.kid });
  const [signer] = serverKeys;
  if (signer === undefined) throw new Error("no key");
  await verifySignature(list, { kty: signer.kty, crv: signer.crv, x: signer.x, y: signer.y });
  const now = server.now();
  expect(list.claims).toEqual({
    sub: one.uri,
    iat: now,
    exp: now + STATUS_LIST_SECONDS,
    ttl: STATUS_LIST_TTL_SECONDS,
    status_list: { bits: 1, lst: list.claims.status_list.lst },
  });
  expect(decodeBase64url(list.claims.status_list.lst, "lst")[0]).toBe(0x78); // RFC 1950 begins the ZLIB format with this byte
  expect(await bits()).toEqual(Buffer.alloc(STATUS_LIST_BITS / 8));
  await verifyServerSignature(await accessToken.read(renewed.access_token), { issuer: ISSUER, serverKeys });
});

it("shows what was ended, the least significant bit first, within five seconds", async () => {
  const bob = await enrolledMachine(server, "bob");
  const other = await redeemedLogin(server, bob);
  await read();
  await suspendUser(server.services, alice.user.name, { note: null, by: SERVER_SHELL });
  server.pass(5);
  const { idx } = await placeOf(login.tokens.access_token);
  expect(setBits(await bits())).toEqual([idx]);
  await suspendUser(server.services, bob.user.name, { note: null, by: SERVER_SHELL });
  server.pass(5);
  const both = [idx, (await placeOf(other.tokens.access_token)).idx].sort((a, b) => a - b);
  expect(setBits(await bits())).toEqual(both);
});

it("is made once in five seconds, however many ask, and says how long it is the same", async () => {
  const first = await read();
  expect(first.headers.get("cache-control")).toBe("public, max-age=5");
  const same = await Promise.all([read(), read(), read(), read()]);
  expect(new Set([first, ...same].map(({ text }) => text)).size).toBe(1);
  server.pass(2);
  expect((await read()).headers.get("cache-control")).toBe("public, max-age=3");
  const etag = first.headers.get("etag") ?? "";
  const unchanged = await read({ "if-none-match": etag });
  expect([unchanged.status, unchanged.text, unchanged.headers.get("etag")]).toEqual([304, "", etag]);
  server.pass(3);
  const [one, two] = await Promise.all([read({ "if-none-match": etag }), read()]);
  expect(one.status).toBe(200);
  expect(one.text).toBe(two.text);
  expect(one.text).not.toBe(first.text);
});

it("shows what was ended for as long as any API may still take it, and is gone with its last token", async () => {
  await suspendUser(server.services, alice.user.name, { note: null, by: SERVER_SHELL });
  const { idx } = await placeOf(login.tokens.access_token);
  server.pass(900 + LONGEST_API_LEEWAY_SECONDS);
  await tidy(server.services);
  expect(setBits(await bits())).toEqual([idx]);
  server.pass(STATUS_LIST_SECONDS + 1);
  await tidy(server.services);
  expect((await read()).outcome).toBe("404 not_found");
});

it.each(["sl_x", "x", "%00", "%ff", "..%2fjwks", `sl_${"A".repeat(22)}`, `sl_${"A".repeat(9000)}`])(
  "there is no list %s",
  async (id) => {
    const answer = await getFrom(server, `/oauth/status/${id}`);
    expect(answer.outcome).toBe("404 not_found");
    expect(answer.headers.get("cache-control")).toBe("no-store");
  },
);

it("makes a list again where the clock was set back, and lets nobody keep it for longer", async () => {
  const before = await statusListToken.read((await read()).text);
  server.pass(-600);
  const answer = await read();
  expect((await statusListToken.read(answer.text)).claims.iat).toBe(before.claims.iat - 600);
  expect(answer.headers.get("cache-control")).toBe("public, max-age=5");
});

it("answers what was so at another time by 501 (§8.4 there)", async () => {
  const path = `${await listPath()}?time=1`;
  expect((await getFrom(server, path)).outcome).toBe("501 not_implemented");
});
