import type { Call } from "../../platform/http/call.ts";
import { get, type Route } from "../../platform/http/route.ts";
import { documentOf } from "../openapi/document.ts";
import type { Services } from "../services.ts";
import { consoleRoutesOf, signInRoutesOf } from "./console-routes.ts";

/** As long as the metadata: it changes where the server is started anew. */
const CACHED = "public, max-age=300";

/** Those rows and one more, GET /openapi.json, which describes them all, itself, and the rows of the console. Public, and any origin may read it. */
export function withDocument(services: Services, rows: readonly Route[]): readonly Route[] {
  let text: string | undefined; // made once, and only where somebody asks
  const answer = (c: Call): Response => {
    text ??= JSON.stringify(
      documentOf(services.config.issuer, all, [...signInRoutesOf(services), ...consoleRoutesOf(services)]),
    );
    c.header("Access-Control-Allow-Origin", "*");
    c.header("Cache-Control", CACHED);
    c.header("Content-Type", "application/json");
    return c.body(text);
  };
  const all: readonly Route[] = [...rows, get("/openapi.json", "requests", answer)];
  return all;
}
