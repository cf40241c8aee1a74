import { REQUEST_ERRORS } from "@nearside/shared/api/entry-errors.ts";
import * as requestApi from "@nearside/shared/api/request-api.ts";
import { requestIdSchema } from "@nearside/shared/ids.ts";
import { describeEntries } from "./describe-entries.ts";
import type { Operations } from "./operation.ts";

const PAGE = [["browser_session"]] as const;

/** The steps of one login. */
export const loginOperations: Operations = describeEntries(
  requestApi,
  REQUEST_ERRORS,
  {
    nonce: {
      summary: "The page starts to meet the command line, and gets its cookie.",
      specification: "Protocol §4.3",
      proofs: [[], ["browser_session"]],
      answer: "A nonce, or how the login ended.",
      setsCookie: true,
    },
    locality: {
      summary: "The page sends the proof that browser and command line met on one machine.",
      specification: "Protocol §4.4",
      proofs: PAGE,
      answer: "The facts for the person, and the decision if there is one.",
    },
    decision: {
      summary: "The page requests the decision that a passkey will sign.",
      specification: "Protocol §4.5",
      proofs: PAGE,
      answer: "The signed decision, and the options for the passkey.",
    },
    approve: {
      summary: "The person approves with a passkey of the machine.",
      specification: "Protocol §4.5; WebAuthn L3 §7.2",
      proofs: PAGE,
      answer: "The login is approved.",
    },
    deny: {
      summary: "The person denies; the extension's key signs that.",
      specification: "Protocol §4.5",
      answer: "The login is denied.",
    },
    report: {
      summary: "An extension reports a login that was started on another machine.",
      specification: "Protocol §4.4",
      answer: "It is noted.",
    },
    peer: {
      summary: "The command line reports a program that it refused.",
      specification: "Protocol §4.2",
      answer: "It is noted.",
    },
    withdrawal: {
      summary: "The command line cancels its login, signed by the session key.",
      specification: "Protocol §4.2",
      answer: "Nobody can approve it any more.",
    },
    answer: {
      summary: "The command line answers a second approver's question, signed by the session key.",
      specification: "Protocol §11",
      answer: "The second approvers can read the answer.",
    },
    trouble: {
      summary: "The page reports why it did not meet the command line.",
      specification: "Protocol §4.4",
      proofs: PAGE,
      answer: "The command line is told.",
    },
    state: {
      summary: "The page asks whether the command line still waits; held open until that changes.",
      specification: "Protocol §4.6",
      proofs: PAGE,
      answer: "The state of the command line, or the end of the login.",
    },
  },
  requestIdSchema,
);
