import { authorizationApi, keeperApi } from "@nearside/shared/api/authorizations.ts";
import { deviceApi } from "@nearside/shared/api/devices.ts";
import { AUTHORIZATION_ERRORS, DEVICE_ERRORS, KEEPER_ERRORS } from "@nearside/shared/api/entry-errors.ts";
import { authorizationIdSchema } from "@nearside/shared/ids.ts";
import * as v from "valibot";
import { describeEntries } from "./describe-entries.ts";
import { enrolmentOperations } from "./enrolment.ts";
import { leaseOperations } from "./leases.ts";
import { loginOperations } from "./login.ts";
import { oauthOperations } from "./oauth.ts";
import { json, type Operations } from "./operation.ts";
import { partOperations } from "./parts.ts";
import { wellKnownOperations } from "./well-known.ts";

const deviceOperations = describeEntries(deviceApi, DEVICE_ERRORS, {
  keyStorage: {
    summary: "The machine reports that its key was moved from a file to the keyring.",
    specification: "Protocol §3.9",
    proofs: [["dpop"]],
    answer: "It is noted.",
  },
  standing: {
    summary: "The machine follows its state; held open until it differs from the known one.",
    specification: "Protocol §4.7",
    proofs: [["dpop"]],
    answer: "The current state.",
  },
  placeEnd: {
    summary: "The machine reports that an SSH session or a container has ended.",
    specification: "Protocol §10.5",
    answer: "Every login from there has ended.",
  },
  posture: {
    summary: "The machine reports a change of its posture.",
    specification: "Protocol §4.8",
    answer: "The posture is stored, and logins that rules refuse because of it have ended.",
  },
  approvals: {
    summary: "The machine asks for the logins that its person may approve as the second approver.",
    specification: "Protocol §11",
    proofs: [["dpop"]],
    answer: "The waiting logins, and those that the person has answered.",
  },
});

const keeperOperations = describeEntries(keeperApi, KEEPER_ERRORS, {
  redirects: {
    summary: "The machine's keeper waits for programs that only know a redirect.",
    specification: "Protocol §6",
    proofs: [["dpop"]],
    answer: "The requests of programs whose browsers were sent here; none if the time has passed.",
  },
  outcome: {
    summary: "The keeper reports that the program got its code, or why it did not.",
    specification: "Protocol §6",
    proofs: [["dpop"]],
    answer: "The result is stored. A code that was refused is no longer valid.",
  },
});

const authorizationOperations = describeEntries(
  authorizationApi,
  AUTHORIZATION_ERRORS,
  {
    ask: {
      summary: "The page sends a program's request, signed by the machine's extension.",
      specification: "Protocol §6",
      proofs: [[], ["browser_session"]],
      answer: "The progress.",
      setsCookie: true,
    },
    state: {
      summary: "The page waits for the keeper.",
      specification: "Protocol §6",
      proofs: [["browser_session"]],
      answer: "The progress.",
    },
  },
  authorizationIdSchema,
);

const healthOperations: Operations = {
  "GET /healthz": {
    summary: "The process answers.",
    specification: "For probes, under any host name.",
    answers: { 200: json("It does.", v.strictObject({ status: v.literal("ok") })) },
  },
  "GET /readyz": {
    summary: "The server is ready: its database answers, and it is not shutting down.",
    specification: "For probes, under any host name.",
    answers: { 200: json("It does.", v.strictObject({ status: v.literal("ready") })) },
  },
};

/** Every row of the table of routes, by group. */
export const OPERATIONS: Readonly<Record<string, Operations>> = {
  health: healthOperations,
  "well-known": wellKnownOperations,
  oauth: oauthOperations,
  enrolment: enrolmentOperations,
  devices: { ...deviceOperations, ...keeperOperations },
  authorizations: authorizationOperations,
  login: loginOperations,
  leases: leaseOperations,
  parts: partOperations,
};
