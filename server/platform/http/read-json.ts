import { readJson } from "@nearside/shared/encoding/json.ts";
import { requestTexts } from "../../texts/requests.ts";
import { HttpError } from "./http-error.ts";

/**
 * Reads a body that is a JSON object, exactly as `JSON.stringify` writes it.
 *
 * @throws HttpError `invalid_request`
 */
export function parseJson(text: string): unknown {
  let value: unknown;
  try {
    value = readJson(text);
  } catch (cause) {
    throw new HttpError("invalid_request", requestTexts.json.form, { cause });
  }
  // valibot takes an empty list for an object without members
  if (Array.isArray(value)) throw new HttpError("invalid_request", requestTexts.json.list);
  return value;
}
