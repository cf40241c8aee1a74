import type { Call } from "./call.ts";

/** What anybody may read, from any origin: the same for all who ask, so that it is ready before they do. */
export interface PublicDocument {
  readonly type: string;
  readonly cacheControl: string;
  /** As it stands now. */
  readonly text: () => string;
}

/** Its headers, beside those of every answer. */
export const headersOf = ({ type, cacheControl }: PublicDocument): readonly (readonly [string, string])[] => [
  ["Access-Control-Allow-Origin", "*"],
  ["Cache-Control", cacheControl],
  ["Content-Type", type],
];

/** As a row of the table of routes answers. */
export const answerWith = (document: PublicDocument) => (c: Call) => {
  for (const [name, value] of headersOf(document)) c.header(name, value);
  return c.body(document.text());
};
