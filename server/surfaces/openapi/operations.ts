import { deviceApi } from "@nearside/shared/api/devices.ts";
import * as v from "valibot";
import { enrolmentOperations } from "./enrolment.ts";
import { CHAIN_CODES, PROOF_CODES } from "./error-codes.ts";
import { loginOperations } from "./login.ts";
import { oauthOperations } from "./oauth.ts";
import { json, keyOf, type Operations } from "./operation.ts";
import { wellKnownOperations } from "./well-known.ts";

const deviceOperations: Operations = {
  [keyOf(deviceApi.keyStorage)]: {
    summary: "The machine says that its key was moved from a file to the keyring.",
    specification: "Protocol §3.9",
    proofs: [["dpop"]],
    answers: { 204: { says: "It is noted.", headers: ["DPoP-Nonce"] } },
    refusals: { 400: { codes: [...PROOF_CODES, ...CHAIN_CODES], headers: ["DPoP-Nonce"] } },
  },
};

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
