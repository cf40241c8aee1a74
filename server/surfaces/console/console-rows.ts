import { changeBodySchema } from "@nearside/shared/api/console/change.ts";
import type { ConsoleEntry, FileEntry, ShellEntry } from "@nearside/shared/api/console/entry.ts";
import type { Entry, JsonEntry } from "@nearside/shared/api/entry.ts";
import type * as v from "valibot";
import { type Actor, SERVER_SHELL } from "../../platform/audit/actor.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import type { Call } from "../../platform/http/call.ts";
import { type Answer, postEntry, type Route } from "../../platform/http/route.ts";
import type { RouteLimit } from "../../platform/limits/limits.ts";
import type { Db } from "../../platform/store/database.ts";
import { csvAnswer, type Table } from "./csv-answer.ts";
import {
  demandOwnPage,
  idIn,
  type JudgingServices,
  judgeRequest,
  type Kind,
  readInput,
  type SchemaOf,
  type SessionCall,
  type SessionCalls,
} from "./judge-request.ts";
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
  /** The `:id` of the path; empty if it has none. */
  readonly id: string;
  /** The person who is signed in; null for the server's own shell. */
  readonly userId: string | null;
}
/** A change that was let through, with its author: the person whose passkey signed it, or the server's own shell. */
interface ChangingCall extends ConsoleCall {
  readonly by: Actor;
}
/** The parts of a request that a row of that kind gets, whether a session or the server's own shell sends it. */
interface ConsoleCalls {
  readonly read: ConsoleCall;
  readonly file: ConsoleCall;
  readonly ask: ConsoleCall;
  readonly change: ChangingCall;
}

const plain = ({ id, who }: SessionCall): ConsoleCall => ({ id, userId: who.user.id });
const WITHOUT_SESSION: { readonly [K in Kind]: (call: SessionCalls[K]) => ConsoleCalls[K] } = {
  read: plain,
  file: plain,
  ask: plain,
  change: (call) => ({ ...plain(call), by: call.by }),
};

/** An answer's value. Nothing changes it between the handler and the wire. */
type Sent<T> = T extends readonly (infer Item)[]
  ? readonly Sent<Item>[]
  : T extends object
    ? { readonly [Name in keyof T]: Sent<T[Name]> }
    : T;
/** The value that the handler of such an entry gives. */
export type ReplyOf<E extends JsonEntry> = Sent<v.InferOutput<E["output"]>>;
/** The schema's output for a request's query or body. */
export type ReadInput<E extends Entry> = v.InferOutput<E["input"]>;
type Handler<C, Input, Output> = (call: C, input: Input) => Sent<Output> | Promise<Sent<Output>>;

type JsonKind = Exclude<Kind, "file">;

/**
 * Makes the rows of the console. Each row serves an entry of `shared/api/console`, which defines the request, its input and its
 * output. The handler gives the value of the answer.
 */
export interface ConsoleRows {
  /** Makes a row for a person who is signed in and has the entry's permission, and for the server's own shell. */
  serve<K extends JsonKind, Input, Output>(
    entry: ConsoleEntry<K, SchemaOf<Input>, SchemaOf<Output>>,
    answer: Handler<ConsoleCalls[K], Input, Output>,
  ): ConsoleRoute;
  /** Makes a row for the same callers, whose handler gives a table. */
  serveFile<Input>(
    entry: FileEntry<SchemaOf<Input>>,
    answer: (call: ConsoleCall, input: Input) => Table | Promise<Table>,
  ): ConsoleRoute;
  /** Makes a row that makes sense only in a session, such as those of one's own account. */
  serveSession<K extends JsonKind, Input, Output>(
    entry: ConsoleEntry<K, SchemaOf<Input>, SchemaOf<Output>>,
    answer: Handler<SessionCalls[K], Input, Output>,
  ): ConsoleRoute;
  serveSessionFile<Input>(
    entry: FileEntry<SchemaOf<Input>>,
    answer: (call: SessionCall, input: Input) => Table | Promise<Table>,
  ): ConsoleRoute;
}

/** @param db where the touch of a request that was let through is stored; refusals are written to the services' own */
export function consoleRows(services: JudgingServices, db: Db): ConsoleRows {
  /** Answers both callers in one way. */
  const serveBoth = <K extends Kind, Input>(
    entry: ConsoleEntry<K, SchemaOf<Input>>,
    answer: (c: Call, call: ConsoleCalls[K], input: Input) => Promise<Response>,
  ): ConsoleRoute => {
    if (entry.permission === "account") throw new Error(`${entry.path} is somebody's own: it needs a session`);
    return {
      ...rowOf(entry),
      answer: (c) =>
        judgeRequest(services, db, c, entry, (call, input) => answer(c, WITHOUT_SESSION[entry.kind](call), input)),
      // A caller that reaches the socket has the server's account: there is no session, no permission and no touch to demand.
      shell: async (c) => {
        const id = await idTyped(services, entry.path, idIn(c));
        return answer(c, { id, userId: null, by: SERVER_SHELL }, await readInput(c, entry));
      },
    };
  };
  return {
    serve: (entry, handler) => serveBoth(entry, async (c, call, input) => jsonAnswer(c, await handler(call, input))),
    serveFile: (entry, handler) => serveBoth(entry, async (_c, call, input) => csvAnswer(await handler(call, input))),
    serveSession: (entry, handler) => ({
      ...rowOf(entry),
      answer: (c) =>
        judgeRequest(services, db, c, entry, async (call, input) => jsonAnswer(c, await handler(call, input))),
    }),
    serveSessionFile: (entry, handler) => ({
      ...rowOf(entry),
      answer: (c) => judgeRequest(services, db, c, entry, async (call, input) => csvAnswer(await handler(call, input))),
    }),
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
          contentType: "application/json",
          schema: entry.kind === "change" ? changeBodySchema(entry.input) : entry.input,
        },
      }),
});

const jsonAnswer = (c: Call, value: unknown): Response =>
  c.body(JSON.stringify(value), 200, { "Content-Type": "application/json" });

/** A request of somebody who has no session yet, or can have none. */
type OpenCall = Pick<SessionCall, "c" | "id">;

/** Makes a row that demands no session: it begins one, or is for somebody who can have none (protocol §8, §9). */
export const openRow = <E extends JsonEntry>(
  services: WithConfig,
  entry: E,
  limit: RouteLimit,
  answer: (call: OpenCall, body: ReadInput<E>) => Promise<ReplyOf<E>>,
): EntryRoute => ({
  ...postEntry<E["input"]>(entry, limit, async (c, body) => {
    demandOwnPage(services.config, c);
    return jsonAnswer(c, await answer({ c, id: idIn(c) }, body));
  }),
  entry,
});

/** Makes a row for the server's own shell alone. No address of HTTP leads to it. */
export const shellRow = <E extends ShellEntry>(
  entry: E,
  answer: (body: ReadInput<E>) => Promise<ReplyOf<E>>,
): EntryRoute<ShellEntry> => ({
  ...postEntry<E["input"]>(entry, "none", async (c, body) => jsonAnswer(c, await answer(body))),
  entry,
});
