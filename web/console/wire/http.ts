import { apiErrorSchema } from "@nearside/shared/api/api-error.ts";
import type { Touch } from "@nearside/shared/api/console/change.ts";
import { consoleErrorSchema } from "@nearside/shared/api/console/console-error.ts";
import type { FileEntry, ReadEntry } from "@nearside/shared/api/console/entry.ts";
import type { Addressed, InputOf, JsonEntry, OutputOf } from "@nearside/shared/api/entry.ts";
import { signDpop } from "@nearside/shared/statements/dpop.ts";
import * as v from "valibot";
import { ConsoleProblem } from "../problem.ts";
import { type KeyStore, type SessionKey, signerOf } from "./session-key.ts";

/** The query of a list or a thing, with text values only, as in an address. */
export type Query = Readonly<Record<string, string>>;
export const NO_QUERY: Query = {};

/** Sends the console's requests to the server. Every refusal is thrown as a {@link ConsoleProblem}. */
export interface ConsoleHttp {
  get<E extends ReadEntry & Addressed>(to: E, query: Query, signal?: AbortSignal): Promise<OutputOf<E>>;
  /** Asks what needs no touch. */
  post<E extends JsonEntry & Addressed>(to: E, body: InputOf<E>, signal?: AbortSignal): Promise<OutputOf<E>>;
  /** Makes a change, which the touch is for. */
  change<E extends JsonEntry & Addressed>(
    to: E,
    change: InputOf<E>,
    touch: Touch,
    signal?: AbortSignal,
  ): Promise<OutputOf<E>>;
  /** Gets a file that the server makes, such as a list's export, and its name. */
  file(
    to: FileEntry & Addressed,
    query: Query,
    signal?: AbortSignal,
  ): Promise<{ readonly name: string; readonly content: Blob }>;
}

interface HttpParts {
  readonly fetch: typeof globalThis.fetch;
  readonly origin: string;
  readonly keys: KeyStore;
  /** Milliseconds. */
  readonly now: () => number;
  readonly newId: () => string;
  /** Runs when the server no longer knows this session. */
  readonly onSignedOut: () => void;
  /** Runs when the server answered a request that this key proved, because the time without a request begins from zero. */
  readonly onAnswered: (jkt: string) => void;
}

export function createHttp(parts: HttpParts): ConsoleHttp {
  const send = async (
    { method, address }: Pick<JsonEntry, "method"> & Addressed,
    query: Query,
    body: unknown,
    signal?: AbortSignal,
  ) => {
    const key = await keyInUse();
    const url = `${parts.origin}${address}`;
    const iat = Math.floor((parts.now() + key.serverIsAheadBy) / 1000);
    const proof = await signDpop(await signerOf(key), { method, url, jti: parts.newId(), iat });
    const response = await fetchFrom(parts.fetch, urlWith(url, query), {
      method,
      headers: { dpop: proof, ...(method === "POST" ? { "content-type": "application/json" } : {}) },
      ...(method === "POST" ? { body: JSON.stringify(body) } : {}),
      signal: signal ?? null,
    });
    if (response.status !== 401) parts.onAnswered(key.jkt);
    if (response.ok) return response;
    const problem = await problemIn(response);
    if (problem.code === "not_signed_in") parts.onSignedOut();
    throw problem;
  };

  const keyInUse = async (): Promise<SessionKey> => {
    const key = await parts.keys.read();
    return key ?? signedOut();
  };

  const signedOut = (): never => {
    parts.onSignedOut();
    throw new ConsoleProblem("not_signed_in");
  };

  return {
    get: async (to, query, signal) => readAnswer(await send(to, query, undefined, signal), to),
    post: async (to, body, signal) => readAnswer(await send(to, NO_QUERY, body, signal), to),
    change: async (to, change, touch, signal) => readAnswer(await send(to, NO_QUERY, { change, touch }, signal), to),
    async file(to, query, signal) {
      const response = await send(to, query, undefined, signal);
      return { name: nameOf(response, to.address), content: await response.blob() };
    },
  };
}

/** Sends a request to this server only, and follows no redirect. */
export async function fetchFrom(fetch: typeof globalThis.fetch, url: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(url, { ...request, credentials: "same-origin", cache: "no-store", redirect: "error" });
  } catch (cause) {
    throw new ConsoleProblem("server_unreachable", { cause });
  }
}

export async function readAnswer<E extends JsonEntry>(response: Response, { output }: E): Promise<OutputOf<E>> {
  const value: unknown = await response.json().catch((cause: unknown) => {
    throw new ConsoleProblem("server_failed", { cause });
  });
  const read = v.safeParse(output, value);
  if (read.success) return read.output;
  throw new ConsoleProblem("server_failed", { cause: new v.ValiError(read.issues) });
}

/** Reads the problem from a refusal. */
export async function problemIn(response: Response): Promise<ConsoleProblem> {
  const value: unknown = await response.json().catch(() => undefined);
  if (response.status === 429) return new ConsoleProblem("too_many_requests");
  const read = v.safeParse(consoleErrorSchema, value);
  if (!read.success) return new ConsoleProblem(codeOf(value, response));
  const { error, refusal, error_description: sentence, fields } = read.output;
  return new ConsoleProblem(error, { sentence, fields, refusal });
}

/** Gives the code of an answer that says no more than its status, such as that of a proxy before the server. */
function codeOf(value: unknown, response: Response): string {
  if (v.is(apiErrorSchema, value)) return value.error;
  return response.status === 503 ? "temporarily_unavailable" : "server_failed";
}

function urlWith(url: string, query: Query): string {
  const text = new URLSearchParams(query).toString();
  return text === "" ? url : `${url}?${text}`;
}

/** Reads the `filename` of RFC 6266 if it is a plain one. */
function nameOf(response: Response, path: string): string {
  const named = /filename="([\w.-]{1,100})"/.exec(response.headers.get("content-disposition") ?? "")?.[1];
  return named ?? `${path.split("/").at(-2) ?? "export"}.csv`;
}
