import { allProfiles } from "../commands/choice.ts";
import { ownCredentials } from "../credentials/own-credential.ts";
import { allMachines } from "../keys/enrolled-machine.ts";
import type { World } from "../world.ts";

/** What a person may mean, as far as this machine knows it. */
export interface KnownNames {
  readonly profiles: readonly string[];
  readonly issuers: readonly string[];
  readonly users: readonly string[];
  /** APIs that a login was for. */
  readonly audiences: readonly string[];
}

export const NOTHING_KNOWN: KnownNames = { profiles: [], issuers: [], users: [], audiences: [] };

/** No secret is opened for it. @throws Problem, KeyFileError */
export async function knownNames(world: World): Promise<KnownNames> {
  const place = await world.place();
  const machines = await allMachines(place);
  const logins = await Promise.all(machines.map((machine) => ownCredentials(place, machine)));
  return {
    profiles: (await allProfiles(world, place)).profiles.map(({ name }) => name),
    issuers: machines.map(({ issuer }) => issuer),
    users: machines.map(({ user }) => user.name),
    audiences: logins.flat().flatMap(({ resource }) => resource),
  };
}
