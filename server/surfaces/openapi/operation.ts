import type { RefusalCode } from "@nearside/shared/chain/refusal.ts";
import type * as v from "valibot";
import type { ACCESS_ERRORS } from "../../platform/http/access-error.ts";
import type { ConsoleCode } from "../../platform/http/console-error.ts";
import type { EdgeCode } from "../../platform/http/http-error.ts";
import type { OauthCode } from "../../platform/http/oauth-error.ts";
import type { PROOFS } from "./proofs.ts";
import type { HEADERS } from "./response-headers.ts";

/** Every code that an error answer can name. Closed. */
export type ErrorCode = ConsoleCode | EdgeCode | OauthCode | RefusalCode | keyof typeof ACCESS_ERRORS;
export type HeaderName = keyof typeof HEADERS;

/** One good answer. */
export interface Said {
  readonly says: string;
  /** By content type; a schema, or null where it is no JSON. Left out: there is no body. */
  readonly content?: Readonly<Record<string, v.GenericSchema | null>>;
  readonly headers?: readonly HeaderName[];
}

/** Errors of one status: those of the address itself. What the edge says on every address is added to them. */
export interface Refusal {
  /** In `#/components/responses`, where it is the same at many addresses; it names what the edge says with that status too. */
  readonly name?: string;
  readonly codes: readonly ErrorCode[];
  readonly headers?: readonly HeaderName[];
  /** A page, where a browser asks for one. */
  readonly page?: true;
}

/** What the document says of one row of the table of routes beside what the row knows itself: method, path and body. */
export interface Operation {
  readonly summary: string;
  /** Where it is specified: sections of RFCs and of the protocol. */
  readonly specification: string;
  /** What `:id` in the path is. */
  readonly id?: v.GenericSchema;
  /** Parameters of the query. */
  readonly query?: v.GenericSchema;
  readonly requestHeaders?: Readonly<Record<string, string>>;
  /** What whoever asks has to show, each of one entry; any one of the entries will do. An empty one: nothing. */
  readonly proofs?: readonly (readonly (keyof typeof PROOFS)[])[];
  readonly answers: Readonly<Record<number, Said>>;
  readonly refusals?: Readonly<Record<number, Refusal>>;
}

/** By method and path, such as `GET /healthz`. */
export type Operations = Readonly<Record<string, Operation>>;

/** Good JSON. */
export const json = (says: string, schema: v.GenericSchema, headers: readonly HeaderName[] = []): Said => ({
  says,
  content: { "application/json": schema },
  headers,
});
