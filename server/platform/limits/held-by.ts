import type { WithConfig } from "../config/config.ts";
import type { Holder } from "../waiting/changes.ts";
import { networksAround } from "./network-of.ts";

/**
 * At a time. A machine polls once for each open login. The two sides of its enrolment are counted by address alone, since nobody has been
 * authenticated there yet.
 */
const MOST_OF_ONE_MACHINE = 64;
/**
 * An account has one keeper, which waits for its standing and for programs that only know a redirect. The others are a stop and a start that
 * overlap.
 */
const MOST_OF_ONE_KEEPER = 8;

/**
 * The parties that hold a request open (protocol §4.6). Beyond their number nobody is refused: the response comes at once, and the client
 * asks again after a second.
 */
export const heldBy = {
  address: ({ config }: WithConfig, address: string): readonly Holder[] =>
    networksAround(address).map(({ name, times }) => ({
      name: `address ${name}`,
      most: config.limits.heldPollsPerAddress * times,
    })),
  /**
   * A keeper, which waits for as long as it runs. All keepers together take half of the places at most, so that they keep no login out.
   *
   * @param deviceJkt the keeper's machine, whose device key has just been verified
   */
  keeper: ({ config }: WithConfig, address: string, deviceJkt: string): readonly Holder[] => [
    { name: "keepers", most: Math.floor(config.limits.heldPolls / 2) },
    { name: `keeper ${deviceJkt}`, most: MOST_OF_ONE_KEEPER },
    ...networksAround(address).map(({ name, times }) => ({
      name: `keepers ${name}`,
      most: config.limits.heldPollsPerAddress * times,
    })),
  ],
  /**
   * A keeper, once for each lease that it has. It takes the places of keepers, and none of its machine's logins.
   *
   * @param deviceJkt the lease's machine, whose session key has just been verified
   */
  lease: ({ config }: WithConfig, address: string, deviceJkt: string): readonly Holder[] => [
    { name: "keepers", most: Math.floor(config.limits.heldPolls / 2) },
    { name: `leases ${deviceJkt}`, most: MOST_OF_ONE_MACHINE },
    ...networksAround(address).map(({ name, times }) => ({
      name: `keepers ${name}`,
      most: config.limits.heldPollsPerAddress * times,
    })),
  ],
  /** @param deviceJkt the login's machine, whose session key has just been verified */
  machine: (deviceJkt: string): Holder => ({ name: `machine ${deviceJkt}`, most: MOST_OF_ONE_MACHINE }),
};
