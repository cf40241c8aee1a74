import * as v from "valibot";

/**
 * Says what is known of a host by its key (protocol §10.2): administrators enrolled it under a name, or this account's known_hosts claims one, or
 * nobody knows it.
 */
export const hostStandingSchema = v.picklist(["enrolled", "claimed", "unknown"]);
export type HostStanding = v.InferOutput<typeof hostStandingSchema>;

/**
 * @param claimed the name in known_hosts, as the machine reports it
 * @param enrolled the name under which the server knows the key
 */
export function hostStanding(claimed: string | null, enrolled: string | null | undefined): HostStanding {
  if (enrolled !== null && enrolled !== undefined) return "enrolled";
  return claimed === null ? "unknown" : "claimed";
}
