import type { Ground } from "../ground.ts";
import { inRounds, type Rounds } from "../in-rounds.ts";

/** Milliseconds between two looks: so late at most does a server sign with the key that another one published. */
const LOOK_MS = 2000;

/** Follows the database's keys: a look costs one query of a few rows. Where one fails, the keys stay as they are. */
export const followKeys = ({ keys, log }: Pick<Ground, "keys" | "log">): Rounds =>
  inRounds({ every: LOOK_MS, log, failed: "the signing keys could not be read" }, () => keys.follow());
