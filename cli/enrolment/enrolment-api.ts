import * as enrolApi from "@nearside/shared/api/enrol-api.ts";
import { at, type InputOf, type OutputOf } from "@nearside/shared/api/entry.ts";
import {
  keyAttestationApi,
  type StartKeyAttestation,
  type StartKeyAttestationAnswer,
} from "@nearside/shared/api/key-attestations.ts";
import { HELD_POLL_SECONDS } from "@nearside/shared/lifetimes.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import type { Connection } from "../server/connection.ts";
import { readAnswer, readDone } from "../server/read-answer.ts";
import { proveBy, sendProved } from "../server/send-proved.ts";

// The command line's calls of /api/enrolments (protocol §3), each with a proof by the device key.

export type StartEnrolment = InputOf<typeof enrolApi.start>;
export type EnrolmentView = OutputOf<typeof enrolApi.view>;

const TIMEOUT = 10_000;
const HELD_TIMEOUT = (HELD_POLL_SECONDS + 5) * 1000;
const JSON_BODY = { "content-type": "application/json" };

/**
 * @param make called for each try: a statement that it signs is valid for one
 * @returns the enrolment request, not yet verified
 */
export async function startEnrolment(
  connection: Connection,
  device: Signer,
  make: () => Promise<StartEnrolment>,
): Promise<string> {
  const url = `${connection.issuer}${enrolApi.start.address}`;
  const answer = await sendProved(connection, proveBy(device), async () => ({
    method: "POST",
    url,
    headers: JSON_BODY,
    body: JSON.stringify(await make()),
    timeout: TIMEOUT,
  }));
  return readAnswer(answer, enrolApi.start.output).enrolment_request;
}

/** POST /api/key-attestations (protocol §3.8). @returns the server's challenge to the TPM */
export async function startKeyAttestation(
  connection: Connection,
  device: Signer,
  start: StartKeyAttestation,
): Promise<StartKeyAttestationAnswer> {
  const url = `${connection.issuer}${keyAttestationApi.start.address}`;
  const body = JSON.stringify(start);
  const make = async () => ({ method: "POST" as const, url, headers: JSON_BODY, body, timeout: TIMEOUT });
  return readAnswer(await sendProved(connection, proveBy(device), make), keyAttestationApi.start.output);
}

/** The state of an enrolment. The server holds the request until the state is another than `lastState`. */
export async function fetchEnrolment(
  connection: Connection,
  device: Signer,
  id: string,
  lastState: EnrolmentView["state"],
): Promise<EnrolmentView> {
  const url = `${connection.issuer}${at(enrolApi.view, id).address}?known=${lastState}`;
  const make = async () => ({ method: "GET" as const, url, timeout: HELD_TIMEOUT });
  return readAnswer(await sendProved(connection, proveBy(device), make), enrolApi.view.output);
}

/** Sends the proof or the refusal of an enrolment: POST …/proof or …/refusal. */
export async function postToEnrolment(
  connection: Connection,
  device: Signer,
  id: string,
  body: { readonly proof: string } | { readonly reason: "words_differ" | "cancelled" },
): Promise<void> {
  const url = `${connection.issuer}${at("proof" in body ? enrolApi.proof : enrolApi.refusal, id).address}`;
  const text = JSON.stringify(body);
  const make = async () => ({ method: "POST" as const, url, headers: JSON_BODY, body: text, timeout: TIMEOUT });
  readDone(await sendProved(connection, proveBy(device), make));
}
