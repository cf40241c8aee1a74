import * as v from "valibot";
import { json, type Operations } from "./operation.ts";

export const healthOperations: Operations = {
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
