import * as v from "valibot";
import { ConsoleError } from "../../platform/http/console-error.ts";

/**
 * Demands an id of ours in the path. Any other text is not even looked for: it is answered as if there were no such thing.
 *
 * @throws ConsoleError `unknown`
 */
export function demandId(schema: v.GenericSchema<unknown, string>, id: string): string {
  const parsed = v.safeParse(schema, id);
  if (!parsed.success) throw new ConsoleError("unknown");
  return parsed.output;
}
