import * as v from "valibot";
import { sha256TextSchema } from "../../ids.ts";
import { hostStandingSchema } from "../../proof/host-standing.ts";

/** Times in epoch milliseconds. `ended` is null while the machine has not said that the place ended, and once that is forgotten. */
const lasting = { since: v.number(), ended: v.nullable(v.number()) };
/** The machine's own claim, unless the key is enrolled. */
const name = v.nullable(v.string());

/**
 * The place of a command line that ran elsewhere than on the machine itself (protocol §10), for readers who look into a login afterwards: with
 * keys and runtime, and when it ended. `shared/api/place-shown.ts` is the little that a person reads before an answer.
 */
export const loginPlaceSchema = v.variant("kind", [
  v.strictObject({
    kind: v.literal("ssh"),
    name,
    known: hostStandingSchema,
    /** base64url(SHA-256(plain host key)). */
    fingerprint: sha256TextSchema,
    /** Further hosts, each as the host before reports it. */
    hops: v.array(v.strictObject({ name, fingerprint: sha256TextSchema })),
    ...lasting,
  }),
  v.strictObject({
    kind: v.literal("container"),
    name,
    id: v.string(),
    runtime: v.nullable(v.string()),
    ...lasting,
  }),
]);
export type LoginPlace = v.InferOutput<typeof loginPlaceSchema>;
