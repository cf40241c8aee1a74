import type { Entry } from "@nearside/shared/api/entry.ts";
import type { ErrorsOf } from "@nearside/shared/api/entry-errors.ts";
import type * as v from "valibot";
import { statusOf } from "./error-codes.ts";
import {
  type GoodAnswer,
  type HeaderName,
  json,
  keyOf,
  type Operation,
  type Operations,
  refusalsOf,
} from "./operation.ts";

/** All of an address that its entry cannot say. */
interface Prose extends Pick<Operation, "summary" | "specification" | "proofs"> {
  /** The description of the good answer. */
  readonly answer: string;
  /** The status of the good answer, if it is neither 200, nor 204 for an answer without a body. */
  readonly status?: number;
  /** True if the good answer may begin a session of the browser. */
  readonly setsCookie?: true;
}

/**
 * Describes the entries of an API. Method, path, query and output come from the entry, and the refusals from its list.
 *
 * @param id schema of `:id` in the paths of these entries
 */
export function describeEntries<Api extends { readonly [Name in keyof Api]: Entry }>(
  api: Api,
  errors: ErrorsOf<Api>,
  prose: { readonly [Name in keyof Api]: Prose },
  id?: v.GenericSchema,
): Operations {
  const operations: Record<string, Operation> = {};
  for (const name in api) operations[keyOf(api[name])] = operationOf(api[name], errors[name], prose[name], id);
  return operations;
}

function operationOf(
  entry: Entry,
  errors: ErrorsOf<{ entry: Entry }>["entry"],
  { answer, status, setsCookie, ...described }: Prose,
  id: v.GenericSchema | undefined,
): Operation {
  const takesDpop = described.proofs?.some((all) => all.includes("dpop")) === true;
  const nonce: readonly HeaderName[] = takesDpop ? ["DPoP-Nonce"] : [];
  const headers: readonly HeaderName[] = setsCookie === true ? [...nonce, "Set-Cookie"] : nonce;
  const good: GoodAnswer =
    entry.output === null ? { description: answer, headers } : json(answer, entry.output, headers);
  return {
    ...described,
    ...(id !== undefined && entry.path.includes("/:id") ? { id } : {}),
    ...(entry.method === "GET" ? { query: entry.input } : {}),
    answers: { [status ?? (entry.output === null ? 204 : 200)]: good },
    refusals: refusalsOf(errors, statusOf, () => nonce),
  };
}
