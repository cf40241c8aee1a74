import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Authority, payloadOf } from "../../../../test/kit/metadata-authority.ts";
import { isPublicAddress } from "../../../platform/outside/public-address.ts";
import { openTestServer } from "../../../testing/test-server.ts";
import { fetchBlob, MAX_BLOB } from "./fetch-blob.ts";
import { refreshMetadata } from "./refresh-metadata.ts";

const OWN = { privateAddresses: true } as const;
const STRANGERS = { privateAddresses: false } as const;

/** The answers of the test's server, by path. */
const PLACES: Readonly<Record<string, (answer: ServerResponse) => void>> = {
  "/blob": (answer) => answer.end("a.b.c\n"),
  "/moved": (answer) => answer.writeHead(302, { location: "/blob" }).end(),
  "/moved/down": (answer) => answer.writeHead(302, { location: "http://localhost/blob" }).end(),
  "/moved/round": (answer) => answer.writeHead(302, { location: "/moved/round" }).end(),
  "/signed": (answer) => answer.end(signed),
  "/missing": (answer) => answer.writeHead(404).end("a.b.c"),
  "/endless": (answer) => {
    const part = Buffer.alloc(1024 * 1024, "a");
    const more = (): void => void (answer.destroyed || answer.write(part, more));
    more();
  },
  "/silent": () => undefined,
};

let signed: string;
let server: Server;
let folder: string;
let origin: string;
const requests: string[] = [];
const usual = getCACertificates();
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "nearside-fetch-"));
  const at = (name: string) => join(folder, name);
  const made = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=localhost"];
  const names = ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
  const files = ["-keyout", at("key"), "-out", at("cert")];
  execFileSync("openssl", ["req", "-x509", ...made, ...names, ...files], { stdio: "ignore" });
  const cert = readFileSync(at("cert"), "utf8");
  server = createServer({ key: readFileSync(at("key")), cert }, ({ url = "" }, answer) => {
    requests.push(url);
    PLACES[url]?.(answer);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  origin = `https://localhost:${(server.address() as AddressInfo).port}`;
  setDefaultCACertificates([...usual, cert]);
});
afterAll(async () => {
  setDefaultCACertificates(usual);
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
  rmSync(folder, { recursive: true });
});

const problem = (code: string) => ({ name: "BlobRefused", code });

describe("a blob's address", () => {
  it("is asked over TLS, also where it has moved to", async () => {
    expect(await fetchBlob(`${origin}/blob`, OWN)).toBe("a.b.c");
    expect(await fetchBlob(`${origin}/moved`, OWN)).toBe("a.b.c");
    await expect(fetchBlob(`${origin}/moved/down`, OWN)).rejects.toMatchObject(problem("not_https"));
    await expect(fetchBlob("http://localhost/blob", OWN)).rejects.toMatchObject(problem("not_https"));
    await expect(fetchBlob(`${origin}/moved/round`, OWN)).rejects.toMatchObject(problem("unexpected_answer"));
    await expect(fetchBlob(`${origin}/missing`, OWN)).rejects.toMatchObject(problem("unexpected_answer"));
  });

  it("of this computer, by whatever name, is asked only where the operator said so", async () => {
    const { port } = new URL(origin);
    const before = requests.length;
    for (const host of ["localhost", "127.0.0.1", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0"])
      await expect(fetchBlob(`https://${host}:${port}/blob`, STRANGERS), host).rejects.toMatchObject(
        problem("private_address"),
      );
    expect(requests).toHaveLength(before);
  });

  it("is given so much time and so many bytes, and no more", async () => {
    await expect(fetchBlob(`${origin}/endless`, OWN)).rejects.toMatchObject(problem("too_large"));
    await expect(fetchBlob(`${origin}/silent`, { ...OWN, patience: 300 })).rejects.toMatchObject(problem("too_slow"));
    const stopping = AbortSignal.abort();
    await expect(fetchBlob(`${origin}/blob`, { ...OWN, stopping })).rejects.toMatchObject(problem("unreachable"));
    expect(MAX_BLOB).toBeGreaterThan(10_000_000);
  });

  it("gives what a server takes, in the network that the operator opened and in no other", async () => {
    const authority = await Authority.root("Metadata Root");
    const roots = join(folder, "roots.pem");
    writeFileSync(roots, authority.pem);
    signed = await authority.blob(payloadOf(3, Date.parse("2030-01-01"), []));
    const source = `${origin}/signed`;
    const refreshWhere = async (privateAddresses: boolean) => {
      const nearside = await openTestServer({ metadata: { source, roots, privateAddresses } });
      const refresh = await refreshMetadata(nearside.services);
      await nearside.close();
      return refresh;
    };
    expect(await refreshWhere(true)).toEqual({ state: "taken", no: 3 });
    expect(await refreshWhere(false)).toEqual({ state: "failed", problem: "private_address" });
  });

  it("that nobody answers at is told", async () => {
    await expect(fetchBlob("https://nobody.invalid/", OWN)).rejects.toMatchObject(problem("unreachable"));
  });
});

it.each([
  ["127.0.0.1", false],
  ["10.1.2.3", false],
  ["169.254.169.254", false],
  ["172.31.255.255", false],
  ["192.168.0.1", false],
  ["100.100.100.200", false],
  ["0.0.0.0", false],
  ["255.255.255.255", false],
  ["::1", false],
  ["::", false],
  ["fe80::1", false],
  ["fd00::1", false],
  ["::ffff:10.0.0.1", false],
  ["::ffff:8.8.8.8", false],
  ["64:ff9b::a00:1", false],
  ["2002:a00:1::1", false],
  ["ff02::1", false],
  ["localhost", false],
  ["8.8.8.8", true],
  ["172.32.0.1", true],
  ["2606:4700::1111", true],
])("says of %s whether it is somebody else's on the internet: %s", (address, isPublic) => {
  expect(isPublicAddress(address)).toBe(isPublic);
});
