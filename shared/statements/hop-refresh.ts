import * as v from "valibot";
import { placeSchema } from "./place.ts";
import { refreshEntries } from "./refresh.ts";
import { defineStatement } from "./statement.ts";

/** "This session key is still a command line at that place, and I can reach it", by the device key (protocol §10.4). */
export const hopRefreshStatement = defineStatement(
  "nearside-hop-refresh+jwt",
  "kid",
  v.strictObject({ ...refreshEntries, place: placeSchema }),
);
