import { type Given, givenSchema } from "@nearside/shared/rules/given.ts";
import * as v from "valibot";
import type { RuleDecisionsTable } from "../../platform/store/tables/rule-tables.ts";

/** The columns that hold the input of a verdict. The text leaves out what others of them say. */
export type GivenColumns = Pick<RuleDecisionsTable, "action" | "at" | "client_id" | "device_jkt" | "given" | "user_id">;

export const GIVEN_COLUMNS = ["action", "at", "client_id", "device_jkt", "given", "user_id"] as const;

export function columnsOf({ action, time, client, machine, person, ...rest }: Given): GivenColumns {
  const { at, ...clock } = time;
  const [{ id: client_id, ...program }, { id: device_jkt, ...computer }, { id: user_id, ...owner }] = [
    client,
    machine,
    person,
  ];
  const given = JSON.stringify({ person: owner, client: program, machine: computer, ...rest, time: clock });
  return { action, at, client_id, device_jkt, given, user_id };
}

const part = v.looseObject({});
const textSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.looseObject({ client: part, machine: part, person: part, time: part }),
);

/** Reads the input of a verdict, which an older version of the product may have written; undefined if this version can't read it. */
export function readGiven({ action, at, client_id, device_jkt, given, user_id }: GivenColumns): Given | undefined {
  const text = v.safeParse(textSchema, given);
  if (!text.success) return undefined;
  const { client, machine, person, time } = text.output;
  const parsed = v.safeParse(givenSchema, {
    ...text.output,
    action,
    person: { ...person, id: user_id },
    client: { ...client, id: client_id },
    machine: { ...machine, id: device_jkt },
    time: { ...time, at },
  });
  return parsed.success ? parsed.output : undefined;
}
