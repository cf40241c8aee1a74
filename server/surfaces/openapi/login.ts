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
      summary: "The page begins to meet the command line; it gets its cookie here.",
      specification: "Protocol §4.3",
      proofs: [[], ["browser_session"]],
      answer: "A nonce, or how the login ended.",
      setsCookie: true,
    },
    locality: {
      summary: "The page hands in the proof that browser and command line met on one machine.",
      specification: "Protocol §4.4",
      proofs: PAGE,
      answer: "What the person is to see, and the decision where there is one.",
    },
    decision: {
      summary: "The page asks for the decision that a passkey is to sign.",
      specification: "Protocol §4.5",
      proofs: PAGE,
      answer: "The signed decision, and the options for the passkey.",
    },
    approve: {
      summary: "The person approves, by a passkey of the machine.",
      specification: "Protocol §4.5; WebAuthn L3 §7.2",
      proofs: PAGE,
      answer: "The login is approved.",
    },
    deny: {
      summary: "The person denies, signed by the extension's key.",
      specification: "Protocol §4.5",
      answer: "The login is denied.",
    },
    report: {
      summary: "An extension reports a login that was started on another machine.",
      specification: "Protocol §4.4",
      answer: "It is noted.",
    },
    peer: {
      summary: "The command line says whom it turned away.",
      specification: "Protocol §4.2",
      answer: "It is noted.",
    },
    withdrawal: {
      summary: "The command line ends its own login, signed by the session key.",
      specification: "Protocol §4.2",
      answer: "Nobody can approve it any more.",
    },
    answer: {
      summary:
        "The command line that waits for other people answers what one of them asked, signed by the session key.",
      specification: "Protocol §11",
      answer: "Those who are asked read it.",
    },
    trouble: {
      summary: "The page says why it did not meet the command line.",
      specification: "Protocol §4.4",
      proofs: PAGE,
      answer: "The command line is told.",
    },
    state: {
      summary: "The page asks whether the command line still waits; held open until that changes.",
      specification: "Protocol §4.6",
      proofs: PAGE,
      answer: "Whether it waits, or how the login ended.",
    },
  },
  requestIdSchema,
);
