import { beforeEach, expect, it } from "vitest";
import { redeemedLogin } from "../../../test/kit/log-in.ts";
import { enrolledMachine } from "../../testing/enrol.ts";
import { serverForEach } from "../../testing/server-for-tests.ts";
import { replaceKeys } from "../revocation/replace-signing-keys.ts";
import { readIssuedToken, VerifiedTokens } from "./read-issued-token.ts";

// A token that was read before is judged like one that was not.

const server = serverForEach();
let token: string;
const isOurs = async (text: string, services = server.services) =>
  (await readIssuedToken(services, text)) !== undefined;
beforeEach(async () => {
  token = (await redeemedLogin(server, await enrolledMachine(server, "alice"))).tokens.access_token;
  for (const _ of ["first", "again"]) expect(await isOurs(token)).toBe(true);
});

it("is nobody's when it has expired", async () => {
  server.pass(24 * 3600);
  expect(await isOurs(token)).toBe(false);
});

it("is nobody's once the key that signed it is given up", async () => {
  await replaceKeys(server.services);
  expect(await isOurs(token)).toBe(false);
});

it("is another server's where the issuer is another", async () => {
  const config = { ...server.services.config, issuer: "https://other.example.test" };
  expect(await isOurs(token, { ...server.services, config })).toBe(false);
  expect(await isOurs(token)).toBe(true);
});

it("is nobody's with a letter changed, in any part, or cut short", async () => {
  const parts = token.split(".");
  const changed = parts.map((part, turn) => {
    const at = Math.floor(part.length / 2);
    const other = part.slice(0, at) + (part[at] === "A" ? "B" : "A") + part.slice(at + 1);
    return parts.map((each, place) => (place === turn ? other : each)).join(".");
  });
  for (const text of [...changed, token.slice(0, -1), `${token}.`, ""])
    for (const _ of ["first", "again"]) expect(await isOurs(text)).toBe(false);
});

it("is verified again by each server", async () => {
  const other = { ...server.services, verifiedTokens: new VerifiedTokens() };
  expect(server.services.verifiedTokens.under(server.services.keys.jwks).size).toBeGreaterThan(0);
  expect(other.verifiedTokens.under(server.services.keys.jwks).size).toBe(0);
  expect(await isOurs(token, other)).toBe(true);
  expect(other.verifiedTokens.under(server.services.keys.jwks).size).toBe(1);
});
