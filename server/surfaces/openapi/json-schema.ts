import { type JsonSchema, toJsonSchema } from "@valibot/to-json-schema";
import type * as v from "valibot";

export type { JsonSchema };

/**
 * Converts the schema to JSON Schema (draft 2020-12, which OpenAPI 3.1 §4.8.24 uses as it is). A check or a transformation has no
 * counterpart and is left out: the server refuses more than the document says, never less.
 */
export function jsonSchemaOf(schema: v.GenericSchema): JsonSchema {
  const { $schema: _, ...rest } = toJsonSchema(schema, {
    typeMode: "input",
    target: "draft-2020-12",
    errorMode: "ignore",
  });
  return rest;
}
