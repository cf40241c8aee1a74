import { changeBodySchema } from "@nearside/shared/api/console/change.ts";
import { may, type Permission } from "@nearside/shared/roles.ts";
import type * as v from "valibot";
import type { PersonActor } from "../../platform/audit/actor.ts";
import type { Call } from "../../platform/http/call.ts";
import { ConsoleError } from "../../platform/http/console-error.ts";
import { HttpError } from "../../platform/http/http-error.ts";
import { readText } from "../../platform/http/read-body.ts";
import { readForm } from "../../platform/http/read-form.ts";
import { parseJson } from "../../platform/http/read-json.ts";
import { type Answer, MAX_BODY, type Route } from "../../platform/http/route.ts";
import type { Services } from "../services.ts";
import { demandForm } from "./demand-form.ts";
import { demandOwnPage } from "./demand-own-page.ts";
import { demandSession, type SignedIn } from "./demand-session.ts";
import { logConsoleRefusal } from "./log-console-refusal.ts";
import { logForeignHand } from "./log-foreign-hand.ts";
import { demandTouch } from "./touch.ts";

/** A row of the console's table. Each names the one permission that opens it: without one there is no row. */
export interface ConsoleRoute extends Route {
  readonly permission: Permission;
  /** Whether a passkey signs each request. */
  readonly needsTouch: boolean;
  /** Of a GET: what its query must be, as `readForm` makes it of the text. */
  readonly query?: v.GenericSchema;
}

/** What a handler is given of a request that is let through. */
export interface ConsoleCall {
  readonly c: Call;
  readonly who: SignedIn;
  /** Of the path, `:id`; empty where it has none. */
  readonly id: string;
}

/** The same of a change, with whoever signed it. */
export interface ChangingCall extends ConsoleCall {
  readonly by: PersonActor;
}

/** Rows of the console. In this order each request is judged: page, session, role, form, touch; then it is answered. */
export interface ConsoleRows {
  /** A list, or one thing: GET, by its query. */
  read<Query>(
    path: string,
    permission: Permission,
    query: v.GenericSchema<unknown, Query>,
    answer: (call: ConsoleCall, query: Query) => Answer,
  ): ConsoleRoute;
  /** What asks much, or about much, and changes nothing, such as a preview; or what only takes away from oneself. */
  ask<Body>(
    path: string,
    permission: Permission,
    body: v.GenericSchema<unknown, Body>,
    answer: (call: ConsoleCall, body: Body) => Answer,
    maxBytes?: number,
  ): ConsoleRoute;
  /**
   * A change: `{ change, touch }`, signed by a passkey. `by` goes into whatever the change writes.
   *
   * @param maxBytes of the change's text, which is kept for good as it was signed
   */
  change<Change>(
    path: string,
    permission: Permission,
    change: v.GenericSchema<unknown, Change>,
    answer: (call: ChangingCall, change: Change) => Answer,
    maxBytes?: number,
  ): ConsoleRoute;
}

const JSON_TYPE = "application/json";

// A change is kept with its path and all of its text, what a schema trims or passes over included: so these have a bound of their own.

/** Bytes of a change that names no list and holds no document: a few ids, and a note of 500 characters. */
const MAX_CHANGE = 4096;
/** Bytes of a change that names many people, groups, machines or models. */
export const MAX_LISTING_CHANGE = 65_536;
/** Bytes: an assertion with the longest members that are taken. */
const MAX_TOUCH = 16_384;
/** Characters: a path with the longest id that there is has fewer. */
const MAX_PATH = 256;

export function consoleRows(services: Services): ConsoleRows {
  const letIn = async (c: Call, permission: Permission): Promise<ConsoleCall> => {
    const who = await logForeignHand(services, c, permission, async () => {
      demandOwnPage(services.config, c);
      return demandSession(services, c);
    });
    await logConsoleRefusal(services, c, who, permission, async () => {
      if (!may(who.user.role, permission)) throw new ConsoleError("not_permitted");
    });
    return { c, who, id: c.req.param("id") ?? "" };
  };
  return {
    read: (path, permission, query, answer) => ({
      method: "GET",
      path,
      limit: "requests",
      permission,
      needsTouch: false,
      query,
      answer: async (c) => {
        const call = await letIn(c, permission);
        const text = new URL(c.req.url).search.slice(1);
        return answer(call, demandForm(query, readForm(text, [])));
      },
    }),
    ask: (path, permission, schema, answer, maxBytes = MAX_BODY) => ({
      method: "POST",
      path,
      limit: "requests",
      permission,
      needsTouch: false,
      body: { contentType: JSON_TYPE, schema },
      answer: async (c) => {
        const call = await letIn(c, permission);
        return answer(call, demandForm(schema, parseJson(await readText(c, JSON_TYPE, maxBytes))));
      },
    }),
    change: (path, permission, schema, answer, maxBytes = MAX_CHANGE) => ({
      method: "POST",
      path,
      limit: "requests",
      permission,
      needsTouch: true,
      body: { contentType: JSON_TYPE, schema: changeBodySchema(schema) },
      answer: async (c) => {
        const call = await letIn(c, permission);
        if (c.req.path.length > MAX_PATH) throw new ConsoleError("unknown");
        const sent = parseJson(await readText(c, JSON_TYPE, maxBytes + MAX_TOUCH));
        const text = textOfChange(sent);
        if (Buffer.byteLength(text) > maxBytes) throw new HttpError("payload_too_large");
        const { change, touch } = demandForm(changeBodySchema(schema), sent);
        const asked = { permission, path: c.req.path, text };
        return logConsoleRefusal(services, c, call.who, permission, async () => {
          const by = await demandTouch(services, call.who, asked, touch);
          return answer({ ...call, by }, change);
        });
      },
    }),
  };
}

/** As the page wrote it and the passkey signed it: what a schema makes of it may be another text. */
function textOfChange(sent: unknown): string {
  if (typeof sent !== "object" || sent === null || !("change" in sent)) throw new ConsoleError("invalid_request");
  return JSON.stringify(sent.change);
}
