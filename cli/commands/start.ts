import type { World } from "../world/world.ts";

/** Runs a command and ends it with its exit code, whatever happens. Given by main.ts. */
export type Start = (json: boolean, run: (world: World) => Promise<void>) => Promise<void>;
