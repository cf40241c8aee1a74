import {
  type StartKeyAttestationAnswer,
  startKeyAttestationAnswerSchema,
} from "@nearside/shared/api/key-attestations.ts";
import { decodeBase64url, encodeBase64url } from "@nearside/shared/encoding/base64url.ts";
import type { KeyAttestation } from "@nearside/shared/key-attestation/attested-key.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import { qualifyingDataOf } from "@nearside/shared/statements/key-challenge.ts";
import type { Answer } from "../../test/kit/answer.ts";
import { LOOPBACK } from "../../test/kit/machine.ts";
import { postJson, proofOf } from "../../test/kit/send.ts";
import { MADE_HERE, type ToolKey, type ToolTpm } from "../../test/kit/tool-tpm.ts";
import { openTestServer, type TestServer } from "./test-server.ts";

// These functions send the messages of a machine with a TPM (protocol §3.8), step by step, and those of a liar in its place.

interface Ticket {
  readonly user: string;
  readonly ticket: string;
}

export interface Prover {
  readonly tpm: ToolTpm;
  /** This key proves itself by DPoP. It is in the TPM, unless the machine lies. */
  readonly device: Signer;
  readonly deviceKey: ToolKey;
  readonly attestationKey: ToolKey;
  readonly certificate: Uint8Array;
}

export async function newProver(tpm: ToolTpm, twist: Partial<Prover> = {}): Promise<Prover> {
  const deviceKey = twist.deviceKey ?? (await tpm.makeKey(MADE_HERE));
  const attestationKey = twist.attestationKey ?? (await tpm.makeKey(`${MADE_HERE}|restricted`));
  const certificate = await tpm.certificate();
  return { tpm, device: deviceKey.signer, deviceKey, attestationKey, certificate, ...twist };
}

/** @param tpmRoots PEM file; without it, no TPM is trusted */
export async function openServerWith(tpmRoots?: string): Promise<TestServer> {
  const policy = { acceptSyncedPasskeys: false, requirePeer: "any", remoteHosts: "none" } as const;
  const server = await openTestServer({ policy: tpmRoots === undefined ? policy : { ...policy, tpmRoots } });
  server.pass(Math.floor(Date.now() / 1000) - server.now() + 5); // the certificates are made today
  return server;
}

const START = "/api/key-attestations";
const ENROL = "/api/enrolments";

export async function askForChallenge(
  server: TestServer,
  { device, certificate, attestationKey }: Prover,
  ticket: Ticket,
  twist: Record<string, unknown> = {},
): Promise<Answer> {
  const introduction = {
    ek_certificate: encodeBase64url(certificate),
    attestation_key: encodeBase64url(attestationKey.area),
  };
  const body = { kind: "tpm", ...ticket, ...introduction, ...twist };
  return postJson(server, START, body, { headers: await proofOf(server, device, "POST", START) });
}

/** Makes everything that an honest machine sends. */
export async function attest(server: TestServer, prover: Prover, ticket: Ticket): Promise<KeyAttestation> {
  const started = await askForChallenge(server, prover, ticket);
  return answerChallenge(prover, started.as(startKeyAttestationAnswerSchema));
}

/** @param open opens the credential, where another than the intended TPM does it */
export async function answerChallenge(
  { tpm, deviceKey, attestationKey, certificate }: Prover,
  started: StartKeyAttestationAnswer,
  open: (credential: Uint8Array, secret: Uint8Array) => Promise<Uint8Array> = (credential, secret) =>
    tpm.open(attestationKey, credential, secret),
): Promise<KeyAttestation> {
  const { challenge, credential, encrypted_secret } = started;
  const secret = await open(decodeBase64url(credential, "c"), decodeBase64url(encrypted_secret, "s"));
  const { statement, signature } = await tpm.certify(deviceKey, attestationKey, await qualifyingDataOf(challenge));
  return {
    challenge,
    ek_certificate: encodeBase64url(certificate),
    attestation_key: encodeBase64url(attestationKey.area),
    secret: encodeBase64url(secret),
    device_key: encodeBase64url(deviceKey.area),
    certify: encodeBase64url(statement),
    signature: encodeBase64url(signature),
  };
}

export async function askToEnrolWith(
  server: TestServer,
  device: Signer,
  ticket: Ticket,
  key_attestation: unknown,
  key_storage = "tpm",
): Promise<Answer> {
  const machine = { key_storage, hostname: "laptop", os: "Debian 13", account: "ada" };
  const proof = key_attestation === undefined ? {} : { key_attestation };
  const body = { kind: "machine", ...ticket, loopback: LOOPBACK, machine, ...proof };
  return postJson(server, ENROL, body, { headers: await proofOf(server, device, "POST", ENROL) });
}
