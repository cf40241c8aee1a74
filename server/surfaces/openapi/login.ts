import * as requestApi from "@nearside/shared/api/request-api.ts";
import { requestIdSchema } from "@nearside/shared/ids.ts";
import { CHAIN_CODES } from "./error-codes.ts";
import { json, keyOf, type Operation, type Operations } from "./operation.ts";

/** Describes a step of one login. */
const step = (said: Pick<Operation, "summary" | "specification" | "proofs" | "answers">): Operation => ({
  ...said,
  id: requestIdSchema,
  refusals: { 400: { codes: CHAIN_CODES }, 404: { codes: ["request_unknown"] } },
});

export const loginOperations: Operations = {
  [keyOf(requestApi.nonce)]: step({
    summary: "The page begins to meet the command line; it gets its cookie here.",
    specification: "Protocol §4.3",
    proofs: [[], ["browser_session"]],
    answers: { 200: json("A nonce, or how the login ended.", requestApi.nonce.output, ["Set-Cookie"]) },
  }),
  [keyOf(requestApi.locality)]: step({
    summary: "The page hands in the proof that browser and command line met on one machine.",
    specification: "Protocol §4.4",
    proofs: [["browser_session"]],
    answers: { 200: json("What the person is to see.", requestApi.locality.output) },
  }),
  [keyOf(requestApi.decision)]: step({
    summary: "The page asks for the decision that a passkey is to sign.",
    specification: "Protocol §4.5",
    proofs: [["browser_session"]],
    answers: { 200: json("The signed decision, and the options for the passkey.", requestApi.decision.output) },
  }),
  [keyOf(requestApi.approve)]: step({
    summary: "The person approves, by a passkey of the machine.",
    specification: "Protocol §4.5; WebAuthn L3 §7.2",
    proofs: [["browser_session"]],
    answers: { 200: json("The login is approved.", requestApi.approve.output) },
  }),
  [keyOf(requestApi.deny)]: step({
    summary: "The person denies, signed by the extension's key.",
    specification: "Protocol §4.5",
    answers: { 200: json("The login is denied.", requestApi.deny.output) },
  }),
  [keyOf(requestApi.report)]: step({
    summary: "An extension reports a login that was started on another machine.",
    specification: "Protocol §4.4",
    answers: { 204: { says: "It is noted." } },
  }),
  [keyOf(requestApi.peer)]: step({
    summary: "The command line says whom it turned away.",
    specification: "Protocol §4.2",
    answers: { 204: { says: "It is noted." } },
  }),
  [keyOf(requestApi.trouble)]: step({
    summary: "The page says why it did not meet the command line.",
    specification: "Protocol §4.4",
    proofs: [["browser_session"]],
    answers: { 200: json("The command line is told.", requestApi.trouble.output) },
  }),
  [keyOf(requestApi.withdrawal)]: step({
    summary: "The command line ends its own login, signed by the session key.",
    specification: "Protocol §4.2",
    answers: { 204: { says: "Nobody can approve it any more." } },
  }),
  [keyOf(requestApi.state)]: step({
    summary: "The page asks whether the command line still waits; held open until that changes.",
    specification: "Protocol §4.6",
    proofs: [["browser_session"]],
    answers: { 200: json("Whether it waits, or how the login ended.", requestApi.state.output) },
  }),
};
