import * as enrolApi from "@nearside/shared/api/enrol-api.ts";
import { ENROLMENT_ERRORS, KEY_ATTESTATION_ERRORS } from "@nearside/shared/api/entry-errors.ts";
import { keyAttestationApi } from "@nearside/shared/api/key-attestations.ts";
import { enrolmentIdSchema } from "@nearside/shared/ids.ts";
import { describeEntries } from "./describe-entries.ts";
import type { Operations } from "./operation.ts";

const PAGE = [["browser_session"]] as const;
/** A proof by the key of the machine or of the extension. */
const KEY = [["dpop"]] as const;

const attestationOperations = describeEntries(keyAttestationApi, KEY_ATTESTATION_ERRORS, {
  start: {
    summary: "A machine starts to prove that its key is in a TPM.",
    specification: "Protocol §3.8",
    proofs: KEY,
    answer: "A secret that only that TPM can open.",
    status: 201,
  },
});

/** The steps of one enrolment. */
const stepOperations = describeEntries(
  enrolApi,
  ENROLMENT_ERRORS,
  {
    start: {
      summary: "Starts the enrolment of a machine with a ticket, or of another browser of a machine.",
      specification: "Protocol §3.2, §3.7",
      proofs: KEY,
      answer: "The signed enrolment request.",
      status: 201,
    },
    view: {
      summary: "The machine follows its enrolment; held open until the state differs from the known one.",
      specification: "Protocol §3.3, §3.5",
      proofs: KEY,
      answer: "The enrolment.",
    },
    nonce: {
      summary: "The page starts to meet the command line, and gets its cookie.",
      specification: "Protocol §3.3",
      proofs: [[], ["browser_session"]],
      answer: "A nonce, or how the enrolment ended.",
      setsCookie: true,
    },
    locality: {
      summary: "The page sends the proof that browser and command line met on one machine.",
      specification: "Protocol §3.3, §3.7",
      proofs: PAGE,
      answer: "The options for the passkey.",
    },
    passkey: {
      summary: "The page sends the passkey that was created or used.",
      specification: "Protocol §3.3; WebAuthn L3 §7.1, §7.2",
      proofs: PAGE,
      answer: "The state.",
    },
    state: {
      summary: "The page waits; held open until the state differs from the known one.",
      specification: "Protocol §3.5",
      proofs: PAGE,
      answer: "The state.",
    },
    proof: {
      summary: "Extension and machine each sign the same enrolment.",
      specification: "Protocol §3.3",
      answer: "The state.",
    },
    refusal: {
      summary: "The person refuses the enrolment.",
      specification: "Protocol §3.5",
      proofs: KEY,
      answer: "The state.",
    },
  },
  enrolmentIdSchema,
);

export const enrolmentOperations: Operations = { ...attestationOperations, ...stepOperations };
