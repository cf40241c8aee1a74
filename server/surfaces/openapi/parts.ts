import * as partsApi from "@nearside/shared/api/parts.ts";
import * as v from "valibot";
import { json, keyOf, type Operations } from "./operation.ts";

const UNBUILT = { 503: { codes: ["temporarily_unavailable"] } } as const;

/** Keyed by the kind of the part. */
const FILES = { "application/gzip": null, "application/octet-stream": null, "application/zip": null };

export const partOperations: Operations = {
  [keyOf(partsApi.list)]: {
    summary: "The downloads for people's machines, with their checksums.",
    specification: "docs/how-to/operate-get.md",
    answers: { 200: json("The list.", partsApi.partListSchema) },
    refusals: UNBUILT,
  },
  [keyOf(partsApi.statement)]: {
    summary: "The same list, signed by the server.",
    specification: "docs/how-to/operate-get.md; RFC 7515",
    answers: { 200: { description: "A JWS of type nearside-versions+jwt.", content: { "application/jwt": null } } },
    refusals: UNBUILT,
  },
  [keyOf(partsApi.file)]: {
    summary: "One file of the list.",
    specification: "docs/how-to/operate-get.md",
    id: v.string(),
    answers: {
      200: { description: "The whole file.", content: FILES },
      304: { description: "The client already has it." },
    },
    refusals: {
      404: { codes: ["not_found"] },
      503: { codes: ["part_altered", "temporarily_unavailable"] },
    },
  },
};
