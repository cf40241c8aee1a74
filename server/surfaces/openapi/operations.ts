import { deviceApi } from "@nearside/shared/api/devices.ts";
import { DEVICE_ERRORS } from "@nearside/shared/api/entry-errors.ts";
import * as v from "valibot";
import { describeEntries } from "./describe-entries.ts";
import { enrolmentOperations } from "./enrolment.ts";
import { loginOperations } from "./login.ts";
import { oauthOperations } from "./oauth.ts";
import { json, type Operations } from "./operation.ts";
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
});

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
  devices: deviceOperations,
  login: loginOperations,
};
