import * as v from "valibot";
import { jsonSchemaOf } from "../surfaces/openapi/json-schema.ts";

interface Node {
  readonly properties?: Readonly<Record<string, Node>> | undefined;
  readonly oneOf?: readonly Node[] | undefined;
  readonly not?: unknown;
}
const nodeSchema: v.GenericSchema<unknown, Node> = v.looseObject({
  properties: v.optional(
    v.record(
      v.string(),
      v.lazy(() => nodeSchema),
    ),
  ),
  oneOf: v.optional(v.array(v.lazy(() => nodeSchema))),
});

/**
 * Lists every member that the schema names, at every level and in every variant, such as `machine.os`. Members that can have no
 * value are left out.
 */
export const membersOf = (schema: v.GenericSchema): readonly string[] => [
  ...new Set(walk(v.parse(nodeSchema, jsonSchemaOf(schema)), "")),
];

function* walk({ properties = {}, oneOf = [] }: Node, at: string): Generator<string> {
  for (const one of oneOf) yield* walk(one, at);
  for (const [name, member] of Object.entries(properties)) {
    if (member.not !== undefined) continue;
    yield at + name;
    yield* walk(member, `${at}${name}.`);
  }
}

/** Lists the members of a value in the same way. */
export function* membersIn(value: unknown, at = ""): Generator<string> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return;
  for (const [name, member] of Object.entries(value)) {
    yield at + name;
    yield* membersIn(member, `${at}${name}.`);
  }
}
