import { type GenericSchema, getDotPath, safeParse } from "valibot";
import { ConsoleError } from "../../platform/http/console-error.ts";
import { consoleTexts } from "../../texts/console.ts";

const MOST_PROBLEMS = 50;

/**
 * Reads the request by the schema. The page shows a schema's own message beside its field, so the message says what to do, and
 * never quotes the value.
 *
 * @throws ConsoleError `invalid_request` with every field that is wrong
 */
export function demandForm<Output>(schema: GenericSchema<unknown, Output>, sent: unknown): Output {
  if (!isStorable(sent)) throw new ConsoleError("invalid_request");
  const parsed = safeParse(schema, sent);
  if (parsed.success) return parsed.output;
  const fields = parsed.issues.slice(0, MOST_PROBLEMS).map((issue) => ({
    // the sender chose the name of a member that the schema does not have
    field: issue.expected === "never" ? "" : (getDotPath(issue) ?? "").replace(/^change\.?/, "").slice(0, 256),
    problem: isOurs(issue.message) ? issue.message : consoleTexts.fieldMissing,
  }));
  throw new ConsoleError("invalid_request", { fields });
}

/** valibot's own messages quote what they got. */
const isOurs = (message: string): boolean => !message.startsWith("Invalid ");

/** True if no text in the request has NUL or half a character. A database would not store them, and no field of ours takes them. */
const isStorable = (sent: unknown): boolean => {
  if (typeof sent === "string") return sent.isWellFormed() && !sent.includes("\0");
  if (typeof sent !== "object" || sent === null) return true;
  return Object.entries(sent).every(([name, value]) => isStorable(name) && isStorable(value));
};
