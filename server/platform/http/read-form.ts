import { requestTexts } from "../../texts/requests.ts";
import { HttpError } from "./http-error.ts";

const MAX_PARAMETERS = 64;

/**
 * Reads `application/x-www-form-urlencoded` as OAuth defines it (RFC 6749 appendix B): a parameter without a value counts as left out, and
 * none may be repeated (§3.1, §3.2) except those whose own specification allows it, which become lists.
 *
 * @throws HttpError `invalid_request`
 */
export function readForm(text: string, repeatable: readonly string[]): Record<string, string | string[]> {
  const parts = text === "" ? [] : text.split("&");
  if (parts.length > MAX_PARAMETERS) throw new HttpError("invalid_request", requestTexts.form.tooMany);
  const values = new Map<string, string | string[]>();
  for (const part of parts) {
    const equals = part.indexOf("=");
    const name = decode(equals < 0 ? part : part.slice(0, equals));
    const value = equals < 0 ? "" : decode(part.slice(equals + 1));
    if (value === "") continue;
    const earlier = values.get(name);
    if (repeatable.includes(name)) values.set(name, [...(Array.isArray(earlier) ? earlier : []), value]);
    else if (earlier === undefined) values.set(name, value);
    else throw new HttpError("invalid_request", requestTexts.form.twice);
  }
  return Object.fromEntries(values);
}

/** Unlike `URLSearchParams`, which makes U+FFFD of what is not UTF-8. */
function decode(text: string): string {
  if (!/[%+]/.test(text)) return text;
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch (cause) {
    throw new HttpError("invalid_request", requestTexts.form.encoding, { cause });
  }
}
