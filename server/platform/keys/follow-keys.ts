import type { WithLog } from "../log/log.ts";
import { inRounds, type Rounds } from "../waiting/in-rounds.ts";
import type { WithKeys } from "./signing-keys.ts";

/** Milliseconds between two looks: so late at most does a server sign with the key that another one published. */
const LOOK_MS = 2000;

/** Follows the database's keys: a look costs one query of a few rows. Where one fails, the keys stay as they are. */
export const followKeys = ({ keys, log }: WithKeys & WithLog): Rounds =>
  inRounds({ every: LOOK_MS, log, failed: "the signing keys could not be read" }, () => keys.follow());
