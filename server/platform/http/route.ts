import type { Entry } from "@nearside/shared/api/entry.ts";
import { listTaken } from "@nearside/shared/encoding/read-shape.ts";
import type { Hono } from "hono";
import * as v from "valibot";
import { requestTexts } from "../../texts/requests.ts";
import type { RouteLimit } from "../limits/limits.ts";
import type { Call, HttpEnv } from "./call.ts";
import { HttpError } from "./http-error.ts";
import { readText } from "./read-body.ts";
import { readForm } from "./read-form.ts";
import { parseJson } from "./read-json.ts";

export type Answer = Response | Promise<Response>;

/** The schema by which a body is parsed. A form's schema is for the result of `readForm`. */
export interface RouteBody {
  readonly contentType: "application/json" | "application/x-www-form-urlencoded";
  readonly schema: v.GenericSchema;
}

/** One row of the table of routes. The checks before its handler follow from how the row was made. */
export interface Route {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly limit: RouteLimit;
  /** Undefined where no body is read. */
  readonly body?: RouteBody;
  readonly answer: (c: Call) => Answer;
}

/** Bytes. A statement has at most 16 KiB, and no body holds more than three. */
export const MAX_BODY = 65_536;

export const get = (path: string, limit: RouteLimit, answer: (c: Call) => Answer): Route => ({
  method: "GET",
  path,
  limit,
  answer,
});

/**
 * A row that serves an entry of the contract. Its body is JSON exactly as `JSON.stringify` writes it and fits the entry's schema,
 * or is refused with `invalid_request` naming the field.
 */
export const postEntry = <In extends v.GenericSchema>(
  { path, input }: Pick<Entry<In>, "path" | "input">,
  limit: RouteLimit,
  answer: (c: Call, body: v.InferOutput<In>) => Answer,
): Route => ({
  method: "POST",
  path,
  limit,
  body: { contentType: "application/json", schema: input },
  answer: async (c) => answer(c, demandFit(input, parseJson(await readText(c, "application/json", MAX_BODY)))),
});

/** A row whose body is a form (RFC 6749). Parameters named in `repeatable` come as lists, all others at most once. */
export const postForm = <Body>(
  path: string,
  limit: RouteLimit,
  form: { readonly schema: v.GenericSchema<unknown, Body>; readonly repeatable?: readonly string[] },
  answer: (c: Call, body: Body) => Answer,
): Route => ({
  method: "POST",
  path,
  limit,
  body: { contentType: "application/x-www-form-urlencoded", schema: form.schema },
  answer: async (c) => {
    const text = await readText(c, "application/x-www-form-urlencoded", MAX_BODY);
    return answer(c, demandFit(form.schema, readForm(text, form.repeatable ?? [])));
  },
});

/**
 * A row that reads its body itself, or not at all, and has its own errors and its own check of the caller.
 *
 * @param body the schema by which it parses its body, if it reads one
 */
export const post = (path: string, limit: RouteLimit, answer: (c: Call) => Answer, body?: RouteBody): Route => ({
  method: "POST",
  path,
  limit,
  ...(body === undefined ? {} : { body }),
  answer,
});

/** Throws where the row's limit is reached. */
export type DemandRoom = (limit: RouteLimit, c: Call) => Promise<void>;
export const unlimited: DemandRoom = async () => {};

/**
 * Puts the rows into the app. Another method on a known path is told which methods there are.
 *
 * @param demandRoom called before anything of the request is read
 */
export function mount(app: Hono<HttpEnv>, routes: readonly Route[], demandRoom: DemandRoom): void {
  for (const { method, path, limit, answer } of routes)
    app.on(method, path, async (c) => {
      await demandRoom(limit, c);
      return answer(c);
    });
  for (const [path, ofPath] of Map.groupBy(routes, (route) => route.path)) {
    const methods = ofPath.map((route) => route.method);
    const allowed = methods.includes("GET") ? [...methods, "HEAD"] : methods;
    app.all(path, (c) => {
      c.header("Allow", allowed.join(", "));
      throw new HttpError("method_not_allowed");
    });
  }
}

function demandFit<Schema extends v.GenericSchema>(schema: Schema, value: unknown): v.InferOutput<Schema> {
  const parsed = v.safeParse(schema, value, { abortEarly: true });
  if (parsed.success) {
    const list = listTaken(value, parsed.output);
    if (list === undefined) return parsed.output;
    throw new HttpError(
      "invalid_request",
      list.length > 0 ? requestTexts.field({ field: list.join(".") }) : requestTexts.fields,
    );
  }
  const [issue] = parsed.issues;
  const unknownName = issue.expected === "never"; // the path ends in a name that the client chose
  const field = unknownName ? undefined : v.getDotPath(issue);
  throw new HttpError("invalid_request", field ? requestTexts.field({ field }) : requestTexts.fields);
}
