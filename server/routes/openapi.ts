import { consoleRoutesOf, signInRoutesOf } from "../console-routes.ts";
import type { Ground } from "../ground.ts";
import { type Call, get, type Route } from "../http/route.ts";
import { documentOf } from "../openapi/document.ts";

/** As long as the metadata: it changes where the server is started anew. */
const CACHED = "public, max-age=300";

/** Those rows and one more, GET /openapi.json, which describes them all, itself, and the rows of the console. Public, and any origin may read it. */
export function withDocument(ground: Ground, rows: readonly Route[]): readonly Route[] {
  let text: string | undefined; // made once, and only where somebody asks
  const answer = (c: Call): Response => {
    text ??= JSON.stringify(
      documentOf(ground.config.issuer, all, [...signInRoutesOf(ground), ...consoleRoutesOf(ground)]),
    );
    c.header("Access-Control-Allow-Origin", "*");
    c.header("Cache-Control", CACHED);
    c.header("Content-Type", "application/json");
    return c.body(text);
  };
  const all: readonly Route[] = [...rows, get("/openapi.json", "requests", answer)];
  return all;
}
