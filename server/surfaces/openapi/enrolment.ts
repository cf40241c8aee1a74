import * as enrolApi from "@nearside/shared/api/enrol-api.ts";
import { keyAttestationApi } from "@nearside/shared/api/key-attestations.ts";
import { enrolmentIdSchema } from "@nearside/shared/ids.ts";
import { CHAIN_CODES, PROOF_CODES } from "./error-codes.ts";
import { json, keyOf, type Operation, type Operations } from "./operation.ts";

type Told = Pick<Operation, "summary" | "specification" | "proofs" | "answers" | "query">;

/** Describes a step of one enrolment. */
const step = (said: Told): Operation => ({
  ...said,
  id: enrolmentIdSchema,
  refusals: { 400: { codes: CHAIN_CODES }, 404: { codes: ["enrolment_unknown"] } },
});

/** Describes a step that takes a DPoP proof by the key of the machine or of the extension. */
const provenStep = (said: Told): Operation => ({
  ...step(said),
  proofs: [["dpop"]],
  refusals: {
    400: { codes: [...PROOF_CODES, ...CHAIN_CODES], headers: ["DPoP-Nonce"] },
    404: { codes: ["enrolment_unknown"], headers: ["DPoP-Nonce"] },
  },
});

const byTicket = {
  proofs: [["dpop"]],
  refusals: { 400: { codes: [...PROOF_CODES, ...CHAIN_CODES], headers: ["DPoP-Nonce"] } },
} as const;

export const enrolmentOperations: Operations = {
  [keyOf(keyAttestationApi.start)]: {
    ...byTicket,
    summary: "A machine begins to show that its key lies in a TPM.",
    specification: "Protocol §3.8",
    answers: { 201: json("What only that TPM opens.", keyAttestationApi.start.output, ["DPoP-Nonce"]) },
  },
  [keyOf(enrolApi.start)]: {
    ...byTicket,
    summary: "A machine begins to be enrolled with a ticket, or a further browser by its machine.",
    specification: "Protocol §3.2, §3.7",
    answers: { 201: json("The signed enrolment request.", enrolApi.start.output, ["DPoP-Nonce"]) },
  },
  [keyOf(enrolApi.view)]: provenStep({
    summary: "What the other side said so far; held open until the state is another than the one known.",
    specification: "Protocol §3.3, §3.5",
    query: enrolApi.view.input,
    answers: { 200: json("The enrolment.", enrolApi.view.output, ["DPoP-Nonce"]) },
  }),
  [keyOf(enrolApi.nonce)]: step({
    summary: "The page begins to meet the command line; it gets its cookie here.",
    specification: "Protocol §3.3",
    proofs: [[], ["browser_session"]],
    answers: { 200: json("A nonce, or how the enrolment ended.", enrolApi.nonce.output, ["Set-Cookie"]) },
  }),
  [keyOf(enrolApi.locality)]: step({
    summary: "The page hands in the proof that browser and command line met on one machine.",
    specification: "Protocol §3.3, §3.7",
    proofs: [["browser_session"]],
    answers: { 200: json("The options for the passkey.", enrolApi.locality.output) },
  }),
  [keyOf(enrolApi.passkey)]: step({
    summary: "The page hands in the passkey that was made, or used.",
    specification: "Protocol §3.3; WebAuthn L3 §7.1, §7.2",
    proofs: [["browser_session"]],
    answers: { 200: json("The state.", enrolApi.passkey.output) },
  }),
  [keyOf(enrolApi.state)]: step({
    summary: "The page waits: held open until the state is another than the one known.",
    specification: "Protocol §3.5",
    proofs: [["browser_session"]],
    answers: { 200: json("The state.", enrolApi.state.output) },
  }),
  [keyOf(enrolApi.proof)]: step({
    summary: "Extension and machine each sign the same enrolment.",
    specification: "Protocol §3.3",
    answers: { 200: json("The state.", enrolApi.proof.output) },
  }),
  [keyOf(enrolApi.refusal)]: provenStep({
    summary: "The person says that it is not right.",
    specification: "Protocol §3.5",
    answers: { 200: json("The state.", enrolApi.refusal.output, ["DPoP-Nonce"]) },
  }),
};
