import { decodeBase64url, encodeBase64url } from "@nearside/shared/encoding/base64url.ts";
import { readJson } from "@nearside/shared/encoding/json.ts";
import { Refused } from "@nearside/shared/refused.ts";
import * as v from "valibot";
import { requestTexts } from "../../texts/requests.ts";
import { HttpError } from "../http/http-error.ts";

/** The type of a column and of its value in a cursor. PostgreSQL compares no text with a number. */
export type ColumnKind = "text" | "integer";

/** The end of a page: the last row's value in the sorted column, and its id. */
interface Position {
  readonly value: string | number;
  readonly id: string | number;
}

/** The view that the cursor belongs to. With another view it is refused. */
interface CursorOf {
  readonly sort: string;
  readonly order: "asc" | "desc";
  readonly value: ColumnKind;
  readonly id: ColumnKind;
}

/** A value that our databases cannot store would be a bug if it reached one (server/platform/store/bindings.ts). */
const storableText = v.pipe(
  v.string(),
  v.check((text) => text.isWellFormed() && !text.includes("\0")),
);
const KINDS = { text: storableText, integer: v.pipe(v.number(), v.safeInteger()) } as const;

/** Writes `after` of the next page, opaque to the client. It reveals nothing that the list itself does not show. */
export const writeCursor = ({ sort, order }: CursorOf, { value, id }: Position): string =>
  encodeBase64url(new TextEncoder().encode(JSON.stringify([sort, order, value, id])));

/**
 * @param text any
 * @throws HttpError `invalid_request` where the text is no cursor of that view
 */
export function readCursor(text: string, { sort, order, value, id }: CursorOf): Position {
  const schema = v.strictTuple([v.literal(sort), v.literal(order), KINDS[value], KINDS[id]]);
  const parsed = v.safeParse(schema, read(text));
  if (!parsed.success) throw notOfThisList();
  return { value: parsed.output[2], id: parsed.output[3] };
}

function read(text: string): unknown {
  try {
    return readJson(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(decodeBase64url(text, "after")));
  } catch (cause) {
    if (cause instanceof Refused || cause instanceof TypeError) throw notOfThisList({ cause });
    throw cause;
  }
}

const notOfThisList = (options?: ErrorOptions): HttpError =>
  new HttpError("invalid_request", requestTexts.cursor, options);
