import type { Call } from "./call.ts";

/** A document that anybody may read, from any origin. It is the same for all, so it is ready before they ask. */
export interface PublicDocument {
  readonly type: string;
  readonly cacheControl: string;
  /** The current text. */
  readonly text: () => string;
}

/** Its headers, beside those of every response. */
export const headersOf = ({ type, cacheControl }: PublicDocument): readonly (readonly [string, string])[] => [
  ["Access-Control-Allow-Origin", "*"],
  ["Cache-Control", cacheControl],
  ["Content-Type", type],
];

/** A handler for the table of routes. */
export const answerWith = (document: PublicDocument) => (c: Call) => {
  for (const [name, value] of headersOf(document)) c.header(name, value);
  return c.body(document.text());
};
