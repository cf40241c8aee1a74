import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeBase64url, encodeBase64url } from "@nearside/shared/encoding/base64url.ts";
import type { Evidence } from "@nearside/shared/evidence/evidence.ts";
import { verifyEvidence } from "@nearside/shared/evidence/verify-evidence.ts";
import type { KeyAttestation } from "@nearside/shared/key-attestation/attested-key.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { redeemedLogin } from "../../../test/kit/log-in.ts";
import { ToolTpm } from "../../../test/kit/tool-tpm.ts";
import { askToEnrolWith, attest, newProver, openServerWith } from "../../testing/attest-key.ts";
import { enrolledMachine } from "../../testing/enrol.ts";
import { evidenceOf, verdictOn, withEnrolment } from "../../testing/evidence.ts";
import type { TestServer } from "../../testing/test-server.ts";

// Evidence of logins by keys in a real TPM in software (protocol §3.8, §7), and of the outcome when that proof is changed.

let root: string;
let tpm: ToolTpm;
let server: TestServer;
/** Logins of two keys of one TPM, and of a machine whose key is in a file. */
let honest: Evidence;
let other: Evidence;
let inFile: Evidence;

/** Enrols the machine with the TPM's attestation of its key. */
async function loginByTpm(user: string): Promise<Evidence> {
  const prover = await newProver(tpm);
  const machine = await enrolledMachine(
    server,
    user,
    { device: prover.device },
    async (to, { device }, name, ticket) => {
      const who = { user: name, ticket };
      return askToEnrolWith(to, device, who, await attest(to, prover, who));
    },
  );
  return evidenceOf(server, (await redeemedLogin(server, machine)).id);
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "nearside-tpm-"));
  tpm = await ToolTpm.start(join(root, "one"), join(root, "maker"));
  server = await openServerWith(tpm.maker);
  honest = await loginByTpm("alice");
  other = await loginByTpm("bob");
  inFile = await evidenceOf(server, (await redeemedLogin(server, await enrolledMachine(server, "carol"))).id);
});
afterAll(async () => {
  await Promise.all([tpm.stop(), server.close()]);
  await rm(root, { recursive: true, force: true });
});

const proofOf = ({ enrolment: { key_attestation } }: Evidence): KeyAttestation => {
  if (key_attestation === null) throw new Error("the TPM's proof is not in the evidence");
  return key_attestation;
};
const withProof = (changed: Partial<KeyAttestation>): Evidence =>
  withEnrolment(honest, { key_attestation: { ...proofOf(honest), ...changed } });
/** @param at the byte whose lowest bit is changed; negative values count from the end */
const bent = (text: string, at: number): string => {
  const bytes = decodeBase64url(text, "bytes");
  const index = at < 0 ? bytes.length + at : at;
  bytes[index] = (bytes[index] ?? 0) ^ 1;
  return encodeBase64url(bytes);
};

describe("evidence of a key in a TPM", () => {
  it("is verified, says so and differs from what a machine only reports", async () => {
    const report = await verifyEvidence(honest, server.services.keys.jwks.keys);
    expect(report.failed).toBeNull();
    expect(report.facts?.device).toMatchObject({ key_storage: "tpm", key_storage_proven: true });
    expect(report.links.filter(({ part }) => part === "key_attestation").map(({ name }) => name)).toEqual([
      "challenge",
      "certify",
    ]);
    const { facts, links } = await verifyEvidence(inFile, undefined);
    expect(facts?.device).toMatchObject({ key_storage: "file", key_storage_proven: false });
    expect(links.some(({ part }) => part === "key_attestation")).toBe(false);
  });

  it("is refused without the proof, and with another key's", async () => {
    expect(await verdictOn(withEnrolment(honest, { key_attestation: null }))).toBe("login.decision decision_mismatch");
    expect(await verdictOn(withEnrolment(honest, { key_attestation: proofOf(other) }))).toBe(
      "key_attestation.challenge key_attestation_invalid",
    );
    expect(await verdictOn(withEnrolment(inFile, { key_attestation: proofOf(honest) }))).toBe(
      "key_attestation.challenge key_attestation_invalid",
    );
  });

  it.each([
    ["ek_certificate", "challenge"],
    ["attestation_key", "challenge"],
    ["secret", "challenge"],
    ["device_key", "certify"],
    ["certify", "certify"],
    ["signature", "certify"],
  ] as const)("breaks at one bit of %s", async (name, link) => {
    for (const at of [0, -1]) {
      const verdict = await verdictOn(withProof({ [name]: bent(proofOf(honest)[name], at) }));
      expect(verdict).toBe(`key_attestation.${link} key_attestation_invalid`);
    }
  });

  it.each(["device_key", "certify", "signature"] as const)("breaks at another key's %s", async (name) => {
    const verdict = await verdictOn(withProof({ [name]: proofOf(other)[name] }));
    expect(verdict).toBe("key_attestation.certify key_attestation_invalid");
  });

  it("breaks at another statement of the same TPM, signed as it is: it answers another challenge", async () => {
    const { certify, signature, attestation_key } = proofOf(other);
    const verdict = await verdictOn(withProof({ certify, signature, attestation_key }));
    expect(verdict).toBe("key_attestation.challenge key_attestation_invalid");
  });

  it("breaks at a challenge that another server signed, or nobody", async () => {
    const proof = proofOf(honest);
    const unsigned = proof.challenge.replace(/\.([^.]+)$/, (_all, signed: string) => `.${bent(signed, 0)}`);
    expect(await verdictOn(withProof({ challenge: unsigned }))).toBe("key_attestation.challenge bad_signature");
    expect(await verdictOn(withProof({ challenge: honest.login.request }))).toBe(
      "key_attestation.challenge wrong_type",
    );
  });
});
