import { type JsonSchema, toJsonSchema } from "@valibot/to-json-schema";
import type * as v from "valibot";

export type { JsonSchema };

/**
 * What that schema takes, as JSON Schema (draft 2020-12, which OpenAPI 3.1 §4.8.24 takes as it is). What has no counterpart
 * there, such as a check or a transformation, is left out: the server refuses more than the document says, never less.
 */
export function jsonSchemaOf(schema: v.GenericSchema): JsonSchema {
  const { $schema: _, ...rest } = toJsonSchema(schema, {
    typeMode: "input",
    target: "draft-2020-12",
    errorMode: "ignore",
  });
  return rest;
}
