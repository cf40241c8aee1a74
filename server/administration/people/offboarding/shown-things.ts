import { ENDED_KINDS, type HeldThings, MOST_LISTED } from "@nearside/shared/statements/offboarding.ts";
import type { Inventory } from "./leaver.ts";

/** As it goes out: a list beyond all measure is cut. */
export const shownThings = (inventory: Inventory): HeldThings =>
  Object.fromEntries(ENDED_KINDS.map((kind) => [kind, inventory[kind].slice(0, MOST_LISTED)])) as HeldThings;
