import type { WithConfig } from "../config/config.ts";
import type { Holder } from "../waiting/changes.ts";
import { networksAround } from "./network-of.ts";

/**
 * At a time. A machine polls once for each login that is open; its enrolment's two sides are counted by address alone, for
 * there nobody is known yet.
 */
const MOST_OF_ONE_MACHINE = 64;

/**
 * Who holds a request open (protocol §4.6). Beyond their number nobody is refused: the answer comes at once, and whoever
 * asked comes again after a second.
 */
export const heldBy = {
  address: ({ config }: WithConfig, address: string): readonly Holder[] =>
    networksAround(address).map(({ name, times }) => ({
      name: `address ${name}`,
      most: config.limits.heldPollsPerAddress * times,
    })),
  /** @param deviceJkt of the login's machine, whose session key has just proved itself */
  machine: (deviceJkt: string): Holder => ({ name: `machine ${deviceJkt}`, most: MOST_OF_ONE_MACHINE }),
};
