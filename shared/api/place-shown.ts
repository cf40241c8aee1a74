import * as v from "valibot";
import { secondsSchema } from "../claims.ts";
import { hostStanding, hostStandingSchema } from "../proof/host-standing.ts";
import type { Facts } from "../statements/facts.ts";

/**
 * The place where a login runs, where that is not the machine that vouches for it (protocol §10.3), as people are told: never by the
 * name that the place gives itself.
 */
export const placeShownSchema = v.variant("kind", [
  v.strictObject({
    kind: v.literal("ssh"),
    standing: hostStandingSchema,
    /** The name of an enrolled key, else the one in that account's known_hosts, else null. */
    name: v.nullable(v.string()),
    /** Further hosts, each as the one before reports it. */
    hops: v.array(v.string()),
    since: secondsSchema,
  }),
  v.strictObject({
    kind: v.literal("container"),
    id: v.string(),
    /** It is reported by the machine. */
    name: v.nullable(v.string()),
    since: secondsSchema,
  }),
]);
export type PlaceShown = v.InferOutput<typeof placeShownSchema>;

/** Undefined for a login on the machine itself. */
export function placeShown({ place, host }: Pick<Facts, "place" | "host">): PlaceShown | undefined {
  if (place === undefined) return undefined;
  const { since, claimed_name } = place;
  if (place.kind === "container") return { kind: place.kind, id: place.id, name: claimed_name, since };
  return {
    ...{ kind: place.kind, since },
    standing: hostStanding(claimed_name, host),
    name: host ?? claimed_name,
    hops: place.hops.map((hop) => hop.claimed_name ?? hop.fingerprint),
  };
}
