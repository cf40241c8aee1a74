import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/** The server is about to answer. `nearside` and `node` are versions. */
export const serverStarted = defineEvent(
  "server_started",
  1,
  v.strictObject({ issuer: v.string(), nearside: v.string(), node: v.string(), migrations: v.array(v.string()) }),
);
