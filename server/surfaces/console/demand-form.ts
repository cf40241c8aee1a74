import { type GenericSchema, getDotPath, safeParse } from "valibot";
import { ConsoleError } from "../../platform/http/console-error.ts";

const MOST_PROBLEMS = 50;

/**
 * What was sent, as the schema has it. A schema's own message stands beside its field, so it says what is to be done, and never
 * quotes.
 *
 * @throws ConsoleError `invalid_request` with every field that is wrong
 */
export function demandForm<Output>(schema: GenericSchema<unknown, Output>, sent: unknown): Output {
  if (!isStorable(sent)) throw new ConsoleError("invalid_request");
  const parsed = safeParse(schema, sent);
  if (parsed.success) return parsed.output;
  const fields = parsed.issues.slice(0, MOST_PROBLEMS).map((issue) => ({
    // a member that nobody asks for has a name that whoever sent it chose
    field: issue.expected === "never" ? "" : (getDotPath(issue) ?? "").replace(/^change\.?/, "").slice(0, 256),
    problem: isOurs(issue.message) ? issue.message : "This is missing, or not in the form that is asked for.",
  }));
  throw new ConsoleError("invalid_request", { fields });
}

/** valibot's own messages quote what they got. */
const isOurs = (message: string): boolean => !message.startsWith("Invalid ");

/** No text anywhere in it that a database would not keep: NUL, and half a character. No field of ours takes one. */
const isStorable = (sent: unknown): boolean => {
  if (typeof sent === "string") return sent.isWellFormed() && !sent.includes("\0");
  if (typeof sent !== "object" || sent === null) return true;
  return Object.entries(sent).every(([name, value]) => isStorable(name) && isStorable(value));
};
