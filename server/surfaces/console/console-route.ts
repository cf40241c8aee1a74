import { changeBodySchema } from "@nearside/shared/api/console/change.ts";
import type { ConsoleEntry } from "@nearside/shared/api/console/entry.ts";
import type { Entry, JsonEntry } from "@nearside/shared/api/entry.ts";
import { may, type Permission } from "@nearside/shared/roles.ts";
import type * as v from "valibot";
import { type Actor, type PersonActor, SERVER_SHELL } from "../../platform/audit/actor.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import type { Call } from "../../platform/http/call.ts";
import { ConsoleError } from "../../platform/http/console-error.ts";
import { HttpError } from "../../platform/http/http-error.ts";
import { readText } from "../../platform/http/read-body.ts";
import { readForm } from "../../platform/http/read-form.ts";
import { parseJson } from "../../platform/http/read-json.ts";
import { type Answer, MAX_BODY, postEntry, type Route } from "../../platform/http/route.ts";
import type { RouteLimit } from "../../platform/limits/limits.ts";
import type { Services } from "../services.ts";
import { csvAnswer, type Table } from "./csv-answer.ts";
import { demandForm } from "./demand-form.ts";
import { demandOwnPage } from "./demand-own-page.ts";
import { demandSession, type SignedIn } from "./demand-session.ts";
import { logConsoleRefusal } from "./log-console-refusal.ts";
import { logForeignHand } from "./log-foreign-hand.ts";
import { demandTouch } from "./touch.ts";
import { idTyped } from "./typed-id.ts";

/** A row that serves an entry of the contract. */
export interface EntryRoute<E extends Entry = Entry> extends Route {
  readonly entry: E;
}

/** A row of the console's table. Its entry names the one permission that opens it: without one there is no row. */
export interface ConsoleRoute extends EntryRoute<ConsoleEntry> {
  /** Answers the server's own shell over its socket; undefined for a row that makes sense only in a session. */
  readonly shell?: (c: Call) => Answer;
}

/** A request that was let through, as its handler sees it. */
export interface ConsoleCall {
  /** The `:id` of the path; empty where it has none. */
  readonly id: string;
  /** The person who is signed in; null for the server's own shell. */
  readonly userId: string | null;
}
/** A change that was let through, with its author: the person whose passkey signed it, or the server's own shell. */
interface ChangingCall extends ConsoleCall {
  readonly by: Actor;
}

/** A request that was let through to a row that only a session has. */
export interface SessionCall {
  readonly c: Call;
  readonly who: SignedIn;
  readonly id: string;
}
export interface SessionChange extends SessionCall {
  readonly by: PersonActor;
}

/** An answer's value. Nothing changes it between the handler and the wire. */
type Sent<T> = T extends readonly (infer Item)[]
  ? readonly Sent<Item>[]
  : T extends object
    ? { readonly [Name in keyof T]: Sent<T[Name]> }
    : T;
export type ReplyOf<E extends Entry> = E["output"] extends v.GenericSchema ? Sent<v.InferOutput<E["output"]>> : Table;
/** The schema's output for a request's query or body. */
export type ReadInput<E extends Entry> = v.InferOutput<E["input"]>;
type Handler<E extends Entry, C> = (call: C, input: ReadInput<E>) => ReplyOf<E> | Promise<ReplyOf<E>>;
type IfChange<E extends ConsoleEntry, Changing, Other> = E["kind"] extends "change" ? Changing : Other;

/**
 * Makes the rows of the console. Each row serves an entry of `shared/api/console`, which defines the request, its input and its
 * output. The handler gives the value of the answer; for a file, it gives the table.
 */
export interface ConsoleRows {
  /** Makes a row for a person who is signed in and has the entry's permission, and for the server's own shell. */
  serve<E extends ConsoleEntry>(entry: E, answer: Handler<E, IfChange<E, ChangingCall, ConsoleCall>>): ConsoleRoute;
  /** Makes a row that makes sense only in a session, such as those of one's own account. */
  serveSession<E extends ConsoleEntry>(
    entry: E,
    answer: Handler<E, IfChange<E, SessionChange, SessionCall>>,
  ): ConsoleRoute;
}

const JSON_TYPE = "application/json";

// A change is stored with its path and its whole text, including what a schema trims or ignores, so these have bounds.

/** A change without a list or a document has at most this many bytes: a few ids, and a note of 500 characters. */
const MAX_CHANGE = 4096;
/** A touch has at most this many bytes: an assertion with the longest members that are accepted. */
const MAX_TOUCH = 16_384;
/** A path has at most this many characters: one with the longest id that exists has fewer. */
const MAX_PATH = 256;

const maxBytesOf = ({ kind, maxBytes }: ConsoleEntry): number =>
  maxBytes ?? (kind === "change" ? MAX_CHANGE : MAX_BODY);

/** A handler of any entry. The entry says which call and which input it takes. */
type AnyHandler<C> = (call: C, input: unknown) => unknown;

/** Each request of a session is judged in this order: page, session, role, form, touch. Then it is answered. */
export function consoleRows(services: Services): ConsoleRows {
  const letIn = async (c: Call, permission: Permission): Promise<SessionCall> => {
    const who = await logForeignHand(services, c, permission, async () => {
      demandOwnPage(services.config, c);
      return demandSession(services, c);
    });
    await logConsoleRefusal(services, c, who, permission, async () => {
      if (!may(who.user.role, permission)) throw new ConsoleError("not_permitted");
    });
    return { c, who, id: idIn(c) };
  };
  const inSession = async (c: Call, entry: ConsoleEntry, answer: AnyHandler<SessionChange | SessionCall>) => {
    const call = await letIn(c, entry.permission);
    if (entry.kind !== "change") return replyWith(c, entry, await answer(call, await inputIn(c, entry)));
    const { change, text, touch } = await signedChangeIn(c, entry);
    return logConsoleRefusal(services, c, call.who, entry.permission, async () => {
      const asked = { permission: entry.permission, path: c.req.path, text };
      const by = await demandTouch(services, call.who, asked, touch);
      return replyWith(c, entry, await answer({ ...call, by }, change));
    });
  };
  return {
    serve(entry, handler) {
      if (entry.permission === "account") throw new Error(`${entry.path} is somebody's own: it needs a session`);
      const answer = handler as unknown as AnyHandler<object>;
      return {
        ...rowOf(entry),
        answer: (c) =>
          inSession(c, entry, ({ who, id, ...rest }, input) => answer({ id, userId: who.user.id, ...rest }, input)),
        // A caller that reaches the socket has the server's account: there is no session, no permission and no touch to demand.
        shell: async (c) => {
          const id = await idTyped(services, entry.path, idIn(c));
          const call = { id, userId: null, by: SERVER_SHELL };
          return replyWith(c, entry, await answer(call, await inputIn(c, entry)));
        },
      };
    },
    serveSession(entry, handler) {
      const answer = handler as unknown as AnyHandler<SessionChange | SessionCall>;
      return { ...rowOf(entry), answer: (c) => inSession(c, entry, answer) };
    },
  };
}

const rowOf = (entry: ConsoleEntry): Omit<ConsoleRoute, "answer"> => ({
  entry,
  method: entry.method,
  path: entry.path,
  limit: "requests",
  ...(entry.method === "GET"
    ? {}
    : {
        body: {
          contentType: JSON_TYPE,
          schema: entry.kind === "change" ? changeBodySchema(entry.input) : entry.input,
        },
      }),
});

const idIn = (c: Call): string => c.req.param("id") ?? "";

/** Reads the query or the body by the entry's schema. */
async function inputIn(c: Call, entry: ConsoleEntry): Promise<unknown> {
  if (entry.method === "GET") return demandForm(entry.input, readForm(new URL(c.req.url).search.slice(1), []));
  return demandForm(entry.input, parseJson(await readText(c, JSON_TYPE, maxBytesOf(entry))));
}

async function signedChangeIn(c: Call, entry: ConsoleEntry) {
  if (c.req.path.length > MAX_PATH) throw new ConsoleError("unknown");
  const maxBytes = maxBytesOf(entry);
  const sent = parseJson(await readText(c, JSON_TYPE, maxBytes + MAX_TOUCH));
  const text = textOfChange(sent);
  if (Buffer.byteLength(text) > maxBytes) throw new HttpError("payload_too_large");
  return { ...demandForm(changeBodySchema(entry.input), sent), text };
}

/** Returns the change as the page wrote it and the passkey signed it, because a schema may turn it into another text. */
function textOfChange(sent: unknown): string {
  if (typeof sent !== "object" || sent === null || !("change" in sent)) throw new ConsoleError("invalid_request");
  return JSON.stringify(sent.change);
}

const replyWith = (c: Call, { kind }: ConsoleEntry, value: unknown): Response =>
  kind === "file" ? csvAnswer(value as Table) : c.json(value as object);

/** A request of somebody who has no session yet, or can have none. */
interface OpenCall {
  readonly c: Call;
  readonly id: string;
}

/** Makes a row that demands no session: it begins one, or is for somebody who can have none (protocol §8, §9). */
export const openRow = <E extends JsonEntry>(
  services: WithConfig,
  entry: E,
  limit: RouteLimit,
  answer: (call: OpenCall, body: ReadInput<E>) => Promise<ReplyOf<E>>,
): EntryRoute => ({
  ...postEntry<E["input"]>(entry, limit, async (c, body) => {
    demandOwnPage(services.config, c);
    return c.json((await answer({ c, id: idIn(c) }, body)) as object);
  }),
  entry,
});
