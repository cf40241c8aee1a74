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
    summary: "The machine says that its key was moved from a file to the keyring.",
    specification: "Protocol §3.9",
    proofs: [["dpop"]],
    answer: "It is noted.",
  },
  standing: {
    summary: "The machine follows how it is regarded: held open until that differs from what it knows.",
    specification: "Protocol §4.7",
    proofs: [["dpop"]],
    answer: "How it is regarded now.",
  },
  placeEnd: {
    summary: "The machine says that its session with a host, or a container on it, has ended.",
    specification: "Protocol §10.5",
    answer: "It is noted, and everything that came from there has ended.",
  },
  posture: {
    summary: "The machine says that its own protection has changed.",
    specification: "Protocol §4.8",
    answer: "It is noted, and what rules refuse by it has ended.",
  },
  approvals: {
    summary: "The machine asks which logins of others its person is asked to approve as well.",
    specification: "Protocol §11",
    proofs: [["dpop"]],
    answer: "Those that wait, and those that the person has answered.",
  },
});

const keeperOperations = describeEntries(keeperApi, KEEPER_ERRORS, {
  redirects: {
    summary: "The machine's keeper waits for programs that only know a redirect.",
    specification: "Protocol §6",
    proofs: [["dpop"]],
    answer: "What programs ask for, as browsers of the machine were sent here with it; none if the time is up.",
  },
  outcome: {
    summary: "The keeper says that the program took its code, or why it did not.",
    specification: "Protocol §6",
    proofs: [["dpop"]],
    answer: "It is noted, and a code that was made counts no more if it was refused.",
  },
});

const authorizationOperations = describeEntries(
  authorizationApi,
  AUTHORIZATION_ERRORS,
  {
    ask: {
      summary: "The page hands in what a program asks for, signed by the extension of the machine.",
      specification: "Protocol §6",
      proofs: [[], ["browser_session"]],
      answer: "How far it is.",
      setsCookie: true,
    },
    state: {
      summary: "The page waits for the keeper.",
      specification: "Protocol §6",
      proofs: [["browser_session"]],
      answer: "How far it is.",
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
    summary: "The server takes work: its database answers, and nobody asked it to end.",
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
