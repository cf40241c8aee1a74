import type { World } from "../../world/world.ts";
import type { Standings } from "../standings.ts";
import type { WaitingLogins } from "../waiting-logins.ts";

/** The keeper gives these to logins from elsewhere. */
export interface ElsewhereParts {
  readonly world: World;
  readonly logins: WaitingLogins;
  readonly standings: Pick<Standings, "clockOf" | "serves">;
}
