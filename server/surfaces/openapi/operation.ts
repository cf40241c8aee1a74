import type { ConsoleCode } from "@nearside/shared/api/console/console-error.ts";
import type { Entry } from "@nearside/shared/api/entry.ts";
import type { RefusalCode } from "@nearside/shared/chain/refusal.ts";
import type { AccessCode, OauthCode } from "@nearside/shared/oauth/oauth-errors.ts";
import type * as v from "valibot";
import type { EdgeCode } from "../../platform/http/http-error.ts";
import type { PROOFS } from "./proofs.ts";
import type { HEADERS } from "./response-headers.ts";

/** Every code that an error answer can name. The set is closed. */
export type ErrorCode = AccessCode | ConsoleCode | EdgeCode | OauthCode | RefusalCode;
export type HeaderName = keyof typeof HEADERS;

/** An answer that refuses nothing. */
export interface GoodAnswer {
  readonly description: string;
  /** Schemas by content type, or null if the content is no JSON. The member is absent if there is no body. */
  readonly content?: Readonly<Record<string, v.GenericSchema | null>>;
  readonly headers?: readonly HeaderName[];
}

/** The address's own errors of one status. The document adds those of the edge. */
export interface Refusal {
  /** The name in `#/components/responses`, if many addresses share the refusal. It then includes the edge's errors of that status. */
  readonly name?: string;
  readonly codes: readonly ErrorCode[];
  readonly headers?: readonly HeaderName[];
  /** True if a browser that asks for a page gets one. */
  readonly page?: true;
}

/** The refusals of one address by their HTTP status. */
export type Refusals = Readonly<Record<number, Refusal>>;

/** The description of one row of the table of routes. The row itself has method, path and body. */
export interface Operation {
  readonly summary: string;
  /** The sections of RFCs and of the protocol that specify it. */
  readonly specification: string;
  /** Schema of `:id` in the path. */
  readonly id?: v.GenericSchema;
  /** Parameters of the query. */
  readonly query?: v.GenericSchema;
  readonly requestHeaders?: Readonly<Record<string, string>>;
  /** The proofs that a client must show: all of one entry, and any one of the entries. An empty entry means none. */
  readonly proofs?: readonly (readonly (keyof typeof PROOFS)[])[];
  readonly answers: Readonly<Record<number, GoodAnswer>>;
  readonly refusals?: Refusals;
}

/** Operations by method and path, such as `GET /healthz`. */
export type Operations = Readonly<Record<string, Operation>>;

/** The name of an entry or of a row among the operations. */
export const keyOf = ({ method, path }: Pick<Entry, "method" | "path">): string => `${method} ${path}`;

/** A good answer in JSON. */
export const json = (
  description: string,
  schema: v.GenericSchema,
  headers: readonly HeaderName[] = [],
): GoodAnswer => ({
  description,
  content: { "application/json": schema },
  headers,
});

/**
 * Groups the codes of one address by their HTTP status.
 *
 * @param headersOf the headers of an answer with that status
 */
export function refusalsOf<Code extends ErrorCode>(
  codes: readonly Code[],
  statusOf: (code: Code) => number,
  headersOf: (status: number) => readonly HeaderName[] = () => [],
): Refusals {
  const byStatus = Map.groupBy(codes, statusOf);
  return Object.fromEntries(
    [...byStatus].map(([status, ofStatus]) => [status, { codes: ofStatus, headers: headersOf(status) }]),
  );
}
