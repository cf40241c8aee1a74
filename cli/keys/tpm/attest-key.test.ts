import { execFileSync } from "node:child_process";
import { createHash, X509Certificate } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeBase64url, encodeBase64url } from "@nearside/shared/encoding/base64url.ts";
import { qualifyingDataOf } from "@nearside/shared/statements/key-challenge.ts";
import { ATTESTATION_KEY, DEVICE_KEY } from "@nearside/shared/tpm/attributes.ts";
import { nameOf, readSigningArea } from "@nearside/shared/tpm/public-area.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type SoftwareTpm, startSoftwareTpm } from "../../../test/kit/software-tpm.ts";
import { attestDeviceKey, type Introduction } from "./attest-key.ts";
import { openTpm, type Tpm } from "./connection/open-tpm.ts";
import { createDeviceKey, type TpmKey } from "./tpm-key.ts";

// The TPM's side of protocol §3.8, with tpm2_makecredential in the server's place.

const SECRET = new Uint8Array(32).fill(7);
const CHALLENGE = "a.challenge.of-a-server";

let root: string;
let software: SoftwareTpm;
let tpm: Tpm;
let key: TpmKey;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "nearside-tpm-"));
  software = await startSoftwareTpm(join(root, "one"));
  tpm = openTpm(software.setting, "linux");
  key = await createDeviceKey(tpm);
});
afterAll(async () => {
  await software.stop();
  await rm(root, { recursive: true, force: true });
});

/** Reads the tool's output: a magic number, a version, and then the two structures. */
async function challengeTo({ ek_certificate, attestation_key }: Introduction) {
  const file = (name: string): string => join(root, name);
  const { publicKey } = new X509Certificate(decodeBase64url(ek_certificate, "certificate"));
  writeFileSync(file("ek.pem"), publicKey.export({ type: "spki", format: "pem" }));
  writeFileSync(file("secret"), SECRET);
  const name = Buffer.from(await nameOf(decodeBase64url(attestation_key, "key"))).toString("hex");
  const args = ["-Q", "-T", "none", "-G", "rsa", "-u", file("ek.pem"), "-s", file("secret"), "-n", name];
  execFileSync("tpm2_makecredential", [...args, "-o", file("credential")]);
  const made = readFileSync(file("credential")).subarray(8);
  const length = 2 + made.readUInt16BE(0);
  return {
    challenge: CHALLENGE,
    credential: encodeBase64url(made.subarray(0, length)),
    encrypted_secret: encodeBase64url(made.subarray(length)),
  };
}

describe("the proof that a TPM keeps the device key", () => {
  it("opens the secret, and states which key it is", async () => {
    const proof = await attestDeviceKey(tpm, key, challengeTo);
    expect(proof).toMatchObject({ challenge: CHALLENGE, secret: encodeBase64url(SECRET), device_key: key.publicBlob });
    expect(readSigningArea(decodeBase64url(proof.device_key, "key"))).toMatchObject({
      attributes: DEVICE_KEY,
      jwk: key.jwk,
    });
    const attestation = readSigningArea(decodeBase64url(proof.attestation_key, "key"));
    expect(attestation.attributes).toBe(ATTESTATION_KEY);
    const statement = decodeBase64url(proof.certify, "certify");
    const by = await crypto.subtle.importKey("jwk", attestation.jwk, { name: "ECDSA", namedCurve: "P-256" }, false, [
      "verify",
    ]);
    const signature = decodeBase64url(proof.signature, "signature");
    expect(await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, by, signature, statement)).toBe(true);
    const held = Buffer.from(statement);
    expect(held.includes(Buffer.from(await qualifyingDataOf(CHALLENGE)))).toBe(true);
    expect(held.includes(createHash("sha256").update(decodeBase64url(key.publicBlob, "key")).digest())).toBe(true);
  });

  it("works without the endorsement key that its maker left in the TPM", async () => {
    const env = { ...process.env, TPM2TOOLS_TCTI: software.setting };
    execFileSync("tpm2_evictcontrol", ["-Q", "-C", "p", "-c", "0x81010001"], { env });
    const proof = await attestDeviceKey(tpm, key, challengeTo);
    expect(proof.secret).toBe(encodeBase64url(SECRET));
  });

  it("is refused to a challenge for another attestation key, or that was changed on its way", async () => {
    const { attestation_key: other } = await attestDeviceKey(tpm, key, challengeTo);
    const forOther = (own: Introduction) => challengeTo({ ...own, attestation_key: other });
    const changed = async (own: Introduction) => {
      const challenge = await challengeTo(own);
      return { ...challenge, credential: `${challenge.credential.slice(0, 20)}AAAA${challenge.credential.slice(24)}` };
    };
    const short = async (own: Introduction) => ({ ...(await challengeTo(own)), encrypted_secret: "AAA" });
    for (const ask of [forOther, changed, short])
      await expect(attestDeviceKey(tpm, key, ask)).rejects.toMatchObject({ code: "tpm_unproven" });
    expect((await attestDeviceKey(tpm, key, challengeTo)).secret).toBe(encodeBase64url(SECRET));
  });

  it("is nothing that a TPM without a certificate can give", async () => {
    const env = { ...process.env, TPM2TOOLS_TCTI: software.setting };
    execFileSync("tpm2_nvundefine", ["-Q", "-C", "p", "0x01c00002"], { env });
    await expect(attestDeviceKey(tpm, key, challengeTo)).rejects.toMatchObject({ code: "tpm_no_certificate" });
  });
});
