import { writeSchema } from "./language/vocabulary.ts";

/** The vocabulary of rules, in Cedar's schema language. */
export const SCHEMA = writeSchema();
/** The engine's name for the schema. */
export const SCHEMA_NAME = "nearside";
