import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { CannotStart } from "../../../platform/config/cannot-start.ts";
import { registerTexts } from "../../../texts/commands/register.ts";

/**
 * Reads the one JSON object in a file: metadata of a client (RFC 7591 §2), or its keys.
 *
 * @param nothing sentence that says what was not done
 * @throws CannotStart
 */
export function readJsonFile(path: string, nothing: string): { readonly [member: string]: unknown } {
  let text: string;
  try {
    text = readFileSync(resolve(path), "utf8");
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
    throw new CannotStart(registerTexts.file.unreadable({ path, code, nothing }), { cause });
  }
  const value = parsed(text, path, nothing);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  throw new CannotStart(registerTexts.file.notObject({ path, nothing }));
}

function parsed(text: string, path: string, nothing: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CannotStart(registerTexts.file.notJson({ path, nothing }), { cause });
  }
}
