// M16: the statement of versions is forged, or an old one is shown again. It is verified by the server's key, name and time, an older version is
// called that, and nothing is installed by itself.
import { strict as assert } from "node:assert";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import { versions } from "@nearside/shared/statements/versions.ts";
import { beforeAll, describe, expect, it } from "vitest";
import { inTheNameOf, jwksOf, newSigner } from "../kit/keys.ts";
import { type Home, openHome } from "../steps/home.ts";
import { now, openStage } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { THIS_VERSION } from "../support/this-version.ts";

const atEnd = afterTests();
let home: Home;
let issuer: string;
let server: Signer;
let stranger: Signer;
/** Returns what is shown at /get/versions.jwt. */
let shown: string;

beforeAll(async () => {
  [server, stranger] = await Promise.all([newSigner(), newSigner()]);
  home = await openHome(atEnd);
  const { issuer: honest } = await openStage(atEnd);
  const address = "/.well-known/oauth-authorization-server";
  const metadata = await (await fetch(honest + address)).text();
  const answers = createServer(({ url = "" }, response) => {
    if (url === address) response.end(metadata.replaceAll(honest, issuer));
    else if (url === "/oauth/jwks") response.end(JSON.stringify(jwksOf(server)));
    else response.end(shown);
  });
  answers.listen(0, "127.0.0.1");
  await once(answers, "listening");
  atEnd(async () => void answers.close());
  issuer = `http://localhost:${(answers.address() as AddressInfo).port}`;
});

const part = (version: string) => ({
  file: `nearside-${version}.tgz`,
  kind: "command_line" as const,
  version,
  system: "any" as const,
  sha256: "ab".repeat(32),
  size: 7,
});
const claims = (version = "99.0.0") => ({
  ...{ iss: issuer, iat: now(), exp: now() + 3600 },
  ...{ version, parts: [part(version)] },
});

async function upgrade(statement: string) {
  shown = statement;
  const cli = await home.nearside(["upgrade", "--issuer", issuer, "--json"]);
  const { code } = await cli.ended();
  const told = JSON.parse(cli.stdout());
  assert.equal(told.servers.length, 1);
  return { code, server: told.servers[0], all: cli.stdout() + cli.stderr() };
}

describe("a statement that is not the server's own, of now", () => {
  it.each([
    ["signed by a stranger", "key_mismatch", 74, () => versions.sign(stranger, claims())],
    [
      "signed by a stranger in its name",
      "bad_signature",
      73,
      () => versions.sign(inTheNameOf(server, stranger), claims()),
    ],
    [
      "of another server",
      "wrong_issuer",
      75,
      () => versions.sign(server, { ...claims(), iss: "https://login.example.com" }),
    ],
    [
      "shown again an hour later",
      "versions_stale",
      180,
      () => versions.sign(server, { ...claims(), iat: now() - 7200, exp: now() - 3600 }),
    ],
    [
      "of tomorrow",
      "versions_stale",
      180,
      () => versions.sign(server, { ...claims(), iat: now() + 86_400, exp: now() + 90_000 }),
    ],
    ["valid forever", "malformed", 70, () => versions.sign(server, { ...claims(), exp: now() + 1_000_000 })],
    [
      "with a part of another version",
      "malformed",
      70,
      () => versions.sign(server, { ...claims(), parts: [part("0.0.1")] }),
    ],
    [
      "with a name that a shell would run",
      "malformed",
      70,
      () => versions.sign(server, { ...claims(), parts: [{ ...part("99.0.0"), file: "x;reboot" }] }),
    ],
    ["of another type", "wrong_type", 71, () => otherType(claims())],
    ["changed", "bad_signature", 73, async () => changed(await versions.sign(server, claims()))],
  ])("%s ends with %s, and no command is printed", async (_, code, exit, make) => {
    const told = await upgrade(await make());
    expect([told.code, told.server.error?.code]).toEqual([exit, code]);
    expect(told.all).not.toMatch(/npm install|curl/);
  });
});

it("calls an older version that, and tells nobody how to go back", async () => {
  const { code, server: told, all } = await upgrade(await versions.sign(server, claims("0.0.1")));
  expect([code, told.state, told.command]).toEqual([0, "older", null]);
  expect(all).not.toMatch(/npm install/);
});

it("takes the server's statement of now, and prints what to type for this checkout", async () => {
  const newer = await upgrade(await versions.sign(server, claims()));
  expect([newer.code, newer.server.state, newer.server.command]).toEqual([0, "newer", "git pull && npm run build"]);
  const same = await upgrade(await versions.sign(server, claims(THIS_VERSION)));
  expect([same.code, same.server.state, same.server.command]).toEqual([0, "same", null]);
});

const otherType = (what: object): Promise<string> =>
  server.sign(
    { alg: "ES256", typ: "nearside-nonce+jwt", kid: server.thumbprint },
    new TextEncoder().encode(JSON.stringify(what)),
  );

function changed(jws: string): string {
  const [header, , signature] = jws.split(".");
  return [header, Buffer.from(JSON.stringify(claims("98.0.0"))).toString("base64url"), signature].join(".");
}
