import cedar from "@cedar-policy/cedar-wasm/nodejs";
import { writeSchema } from "./vocabulary.ts";

/** What rules may name, in Cedar's schema language. */
export const SCHEMA = writeSchema();
export const SCHEMA_NAME = "nearside";

// once, for whoever asks the engine in this process
const prepared = cedar.preparseSchema(SCHEMA_NAME, SCHEMA);
if (prepared.type === "failure") throw new Error(prepared.errors[0]?.message);
