import { allMachines } from "../keys/enrolled-machine.ts";
import { allProfiles } from "../settings/choose.ts";
import type { World } from "../world/world.ts";

/** The names that a person may mean, as far as this machine knows them. */
export interface KnownNames {
  readonly profiles: readonly string[];
  readonly issuers: readonly string[];
  readonly users: readonly string[];
}

export const NOTHING_KNOWN: KnownNames = { profiles: [], issuers: [], users: [] };

/** Reads the names, and opens no secret. @throws Problem, KeyFileError */
export async function knownNames(world: World): Promise<KnownNames> {
  const place = await world.place();
  const machines = await allMachines(place);
  return {
    profiles: (await allProfiles(world, place)).profiles.map(({ name }) => name),
    issuers: machines.map(({ issuer }) => issuer),
    users: machines.map(({ user }) => user.name),
  };
}
