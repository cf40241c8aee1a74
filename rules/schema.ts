import { writeSchema } from "./language/vocabulary.ts";

/** What rules may name, in Cedar's schema language. */
export const SCHEMA = writeSchema();
/** Under which the engine knows it. */
export const SCHEMA_NAME = "nearside";
