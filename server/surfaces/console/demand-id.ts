import * as v from "valibot";
import { ConsoleError } from "../../platform/http/console-error.ts";

/**
 * The id that stands in the path, or there is no such thing: what is none of ours is not even looked for.
 *
 * @throws ConsoleError `unknown`
 */
export function demandId(schema: v.GenericSchema<unknown, string>, id: string): string {
  const parsed = v.safeParse(schema, id);
  if (!parsed.success) throw new ConsoleError("unknown");
  return parsed.output;
}
