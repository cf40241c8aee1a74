import type { WithLog } from "../log/log.ts";
import { inRounds, type Rounds } from "../waiting/in-rounds.ts";
import type { WithKeys } from "./signing-keys.ts";

/** Milliseconds between two looks, and so the longest delay until a server signs with a key that another one published. */
const LOOK_MS = 2000;

/** Follows the keys of the database. A look costs one query of a few rows. If it fails, the keys stay as they are. */
export const followKeys = ({ keys, log }: WithKeys & WithLog): Rounds =>
  inRounds({ every: LOOK_MS, log, failed: "the signing keys could not be read" }, () => keys.follow());
