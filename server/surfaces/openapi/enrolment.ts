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
    summary: "A machine begins to show that its key lies in a TPM.",
    specification: "Protocol §3.8",
    proofs: KEY,
    answer: "What only that TPM opens.",
    status: 201,
  },
});

/** The steps of one enrolment. */
const stepOperations = describeEntries(
  enrolApi,
  ENROLMENT_ERRORS,
  {
    start: {
      summary: "A machine begins to be enrolled with a ticket, or a further browser by its machine.",
      specification: "Protocol §3.2, §3.7",
      proofs: KEY,
      answer: "The signed enrolment request.",
      status: 201,
    },
    view: {
      summary: "What the other side said so far; held open until the state is another than the one known.",
      specification: "Protocol §3.3, §3.5",
      proofs: KEY,
      answer: "The enrolment.",
    },
    nonce: {
      summary: "The page begins to meet the command line; it gets its cookie here.",
      specification: "Protocol §3.3",
      proofs: [[], ["browser_session"]],
      answer: "A nonce, or how the enrolment ended.",
      setsCookie: true,
    },
    locality: {
      summary: "The page hands in the proof that browser and command line met on one machine.",
      specification: "Protocol §3.3, §3.7",
      proofs: PAGE,
      answer: "The options for the passkey.",
    },
    passkey: {
      summary: "The page hands in the passkey that was made, or used.",
      specification: "Protocol §3.3; WebAuthn L3 §7.1, §7.2",
      proofs: PAGE,
      answer: "The state.",
    },
    state: {
      summary: "The page waits: held open until the state is another than the one known.",
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
      summary: "The person says that it is not right.",
      specification: "Protocol §3.5",
      proofs: KEY,
      answer: "The state.",
    },
  },
  enrolmentIdSchema,
);

export const enrolmentOperations: Operations = { ...attestationOperations, ...stepOperations };
