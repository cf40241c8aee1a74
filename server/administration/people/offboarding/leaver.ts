import type { Role } from "@nearside/shared/roles.ts";
import type { Ended, EndedKind } from "@nearside/shared/statements/offboarding.ts";

/** One thing that ends when its person leaves, before it has: no event says so yet. */
export type Held<K extends EndedKind> = Omit<Ended[K][number], "event">;
/** All of it, each kind in the order of its ids. */
export type Inventory = { readonly [K in EndedKind]: readonly Held<K>[] };

/** Whose, and by which clock: epoch milliseconds. `role` is what they have now. */
export interface Leaver {
  readonly id: string;
  readonly role: Role;
  readonly now: number;
}
