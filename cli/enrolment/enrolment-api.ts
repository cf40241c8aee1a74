import {
  enrolmentViewSchema,
  startEnrolmentAnswerSchema,
  type startEnrolmentSchema,
} from "@nearside/shared/api/enrolments.ts";
import {
  type StartKeyAttestation,
  type StartKeyAttestationAnswer,
  startKeyAttestationAnswerSchema,
} from "@nearside/shared/api/key-attestations.ts";
import { HELD_POLL_SECONDS } from "@nearside/shared/lifetimes.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import type * as v from "valibot";
import type { Connection } from "../server/connection.ts";
import { readAnswer, readDone } from "../server/read-answer.ts";
import { sendProved } from "../server/send-proved.ts";

// The command line's calls of /api/enrolments (protocol §3), each with a proof by the device key.

export type StartEnrolment = v.InferOutput<typeof startEnrolmentSchema>;
export type EnrolmentView = v.InferOutput<typeof enrolmentViewSchema>;

const TIMEOUT = 10_000;
const HELD_TIMEOUT = (HELD_POLL_SECONDS + 5) * 1000;
const JSON_BODY = { "content-type": "application/json" };

/**
 * @param make called anew for each try: a statement that it signs is good for one
 * @returns the enrolment request, not yet verified
 */
export async function startEnrolment(
  connection: Connection,
  device: Signer,
  make: () => Promise<StartEnrolment>,
): Promise<string> {
  const url = `${connection.issuer}/api/enrolments`;
  const answer = await sendProved(connection, device, async () => ({
    method: "POST",
    url,
    headers: JSON_BODY,
    body: JSON.stringify(await make()),
    timeout: TIMEOUT,
  }));
  return readAnswer(answer, startEnrolmentAnswerSchema).enrolment_request;
}

/** POST /api/key-attestations (protocol §3.8). @returns the server's challenge to the TPM */
export async function startKeyAttestation(
  connection: Connection,
  device: Signer,
  asked: StartKeyAttestation,
): Promise<StartKeyAttestationAnswer> {
  const url = `${connection.issuer}/api/key-attestations`;
  const body = JSON.stringify(asked);
  const make = async () => ({ method: "POST" as const, url, headers: JSON_BODY, body, timeout: TIMEOUT });
  return readAnswer(await sendProved(connection, device, make), startKeyAttestationAnswerSchema);
}

/** The state of an enrolment. The server holds the request until the state is another than `known`. */
export async function fetchEnrolment(
  connection: Connection,
  device: Signer,
  id: string,
  known: EnrolmentView["state"],
): Promise<EnrolmentView> {
  const url = `${connection.issuer}/api/enrolments/${id}?known=${known}`;
  const make = async () => ({ method: "GET" as const, url, timeout: HELD_TIMEOUT });
  return readAnswer(await sendProved(connection, device, make), enrolmentViewSchema);
}

/** Sends the proof or the refusal of an enrolment: POST …/proof or …/refusal. */
export async function sayOfEnrolment(
  connection: Connection,
  device: Signer,
  id: string,
  said: { readonly proof: string } | { readonly reason: "words_differ" | "cancelled" },
): Promise<void> {
  const url = `${connection.issuer}/api/enrolments/${id}/${"proof" in said ? "proof" : "refusal"}`;
  const body = JSON.stringify(said);
  const make = async () => ({ method: "POST" as const, url, headers: JSON_BODY, body, timeout: TIMEOUT });
  readDone(await sendProved(connection, device, make));
}
