import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeBase64url } from "@nearside/shared/encoding/base64url.ts";
import { joined } from "@nearside/shared/tpm/structure-writer.ts";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ToolTpm } from "../../../../test/kit/tool-tpm.ts";
import {
  askForChallenge,
  askToEnrolWith,
  attest,
  newProver,
  openServerWith,
  type Prover,
} from "../../../testing/attest-key.ts";
import { newTicket } from "../../../testing/enrol.ts";
import { expectRefusal } from "../../../testing/ledger.ts";
import type { TestServer } from "../../../testing/test-server.ts";
import { loadTpmRoots } from "./tpm-roots.ts";

// The endorsement certificate says whose TPM it is (protocol §3.8). The tests use certificates by real makers in software, and
// those that a thief would like to pass for one.

/** The validity begins long ago, since the server's clock stays at the time of its start. */
const IN_FORCE = ["-not_before", "20200101000000Z", "-not_after", "20490101000000Z"];

let root: string;
let tpm: ToolTpm;
/** The maker of this TPM is one that no configuration trusts. */
let untrusted: ToolTpm;
let server: TestServer;
let honest: Prover;
let ticket: { user: string; ticket: string };
let owner: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "nearside-tpm-"));
  tpm = await ToolTpm.start(join(root, "one"), join(root, "maker"));
  untrusted = await ToolTpm.start(join(root, "three"), join(root, "nobody"));
  server = await openServerWith(tpm.maker);
  honest = await newProver(tpm);
});
beforeEach(async () => {
  ticket = { user: "bob", ticket: await newTicket(server, "bob") };
  const { db } = server.services;
  owner = (await db.selectFrom("users").select("id").where("name", "=", "bob").executeTakeFirstOrThrow()).id;
});
afterAll(async () => {
  await Promise.all([tpm.stop(), untrusted.stop(), server.close()]);
  await rm(root, { recursive: true, force: true });
});

const refused = (code: string, field: string) => ({
  outcome: `400 ${code}`,
  event: { kind: "key_attestation_refused", subject: owner, data: { code, field } },
});

describe("an endorsement key's certificate", () => {
  const refusedCertificate = (certificate: Uint8Array, code: string, field: string) =>
    expectRefusal(server, () => askForChallenge(server, { ...honest, certificate }, ticket), refused(code, field));

  it("by a maker that nobody named is not trusted", async () => {
    await refusedCertificate(await untrusted.certificate(), "tpm_untrusted", "ek_certificate.issuer");
  });

  it("is trusted by no server whose administrator named nobody", async () => {
    const without = await openServerWith();
    const shown = { user: "bob", ticket: await newTicket(without, "bob") };
    const event = { kind: "key_attestation_refused", data: { code: "tpm_untrusted", field: "ek_certificate.issuer" } };
    const send = () => askForChallenge(without, honest, shown);
    await expectRefusal(without, send, { outcome: "400 tpm_untrusted", event });
    await without.close();
  });

  it.each([
    ["with another purpose", IN_FORCE, "extendedKeyUsage=clientAuth\nbasicConstraints=CA:false", "2048", "purpose"],
    ["that certifies others", IN_FORCE, "extendedKeyUsage=2.23.133.8.1\nbasicConstraints=CA:true", "2048", "purpose"],
    ["of another kind of key", IN_FORCE, "extendedKeyUsage=2.23.133.8.1\nbasicConstraints=CA:false", "3072", "key"],
    [
      "that has ended",
      ["-not_before", "20200101000000Z", "-not_after", "20200201000000Z"],
      "extendedKeyUsage=2.23.133.8.1",
      "2048",
      "validity",
    ],
  ])("%s is not trusted, by the maker or not", async (_what, life, extensions, bits, field) => {
    await refusedCertificate(issued(life, extensions, bits), "tpm_untrusted", `ek_certificate.${field}`);
  });

  it("is one certificate, and nothing before, in or after it", async () => {
    const { certificate } = honest;
    for (const wrong of [
      certificate.subarray(0, 500),
      joined(certificate, Uint8Array.of(0)),
      new Uint8Array(readFileSync(tpm.maker)),
      new Uint8Array(600),
    ])
      await refusedCertificate(wrong, "key_attestation_invalid", "ek_certificate");
  });

  it("is the one that the challenge was set to", async () => {
    const proof = await attest(server, honest, ticket);
    const other = encodeBase64url(await untrusted.certificate());
    const send = () => askToEnrolWith(server, honest.device, ticket, { ...proof, ek_certificate: other });
    await expectRefusal(server, send, refused("key_attestation_invalid", "challenge.ek"));
  });
});

/** Returns a certificate by the maker's own authority, DER, as the maker may give it to things other than TPMs. */
function issued(life: readonly string[], extensions: string, bits: string): Uint8Array {
  const file = (name: string): string => join(root, name);
  writeFileSync(file("extensions"), extensions);
  const openssl = (...args: readonly string[]) => execFileSync("openssl", args, { stdio: "pipe" });
  openssl("req", "-newkey", `rsa:${bits}`, "-nodes", "-subj", "/CN=x", "-keyout", file("key"), "-out", file("request"));
  const by = ["-CA", join(root, "maker/issuercert.pem"), "-CAkey", join(root, "maker/signkey.pem")];
  const opensslArguments = [
    "-req",
    "-in",
    file("request"),
    "-extfile",
    file("extensions"),
    "-set_serial",
    "7",
    ...life,
  ];
  openssl("x509", ...opensslArguments, ...by, "-outform", "DER", "-out", file("certificate"));
  return new Uint8Array(readFileSync(file("certificate")));
}

describe("the file of makers' certificates", () => {
  const load = (content: string): (() => unknown) => {
    const path = join(root, "roots.pem");
    writeFileSync(path, content);
    return () => loadTpmRoots(path);
  };

  it("may hold several, with words between them", () => {
    const [one, two] = [readFileSync(tpm.maker, "utf8"), readFileSync(untrusted.maker, "utf8")];
    expect(load(`One:\n${one}\nTwo:\n${two}`)()).toHaveLength(2);
  });

  it("stops the server where it is not what it should be", () => {
    const pem = readFileSync(tpm.maker, "utf8");
    const leaf = Buffer.from(honest.certificate).toString("base64");
    expect(() => loadTpmRoots(join(root, "gone.pem"))).toThrow(
      /gone\.pem \(policy\.tpmRoots\) can't be read\. Name a PEM/,
    );
    expect(load("")).toThrow(/has no certificate in PEM form/);
    expect(load(pem.replace(/MII.{40}/, ""))).toThrow(/has a damaged certificate/);
    const named = `-----BEGIN CERTIFICATE-----\n${leaf}\n-----END CERTIFICATE-----\n`;
    expect(load(named)).toThrow(/has a certificate that may not sign other certificates/);
  });
});
