import type { Hono } from "hono";
import type { HttpEnv } from "../../platform/http/call.ts";
import { mount, type Route, unlimited } from "../../platform/http/route.ts";
import type { ConsoleRoute } from "../console/console-rows.ts";
import { type ShellServices, shellRows } from "../console/rows/shell.ts";
import { createEdge } from "../edge/edge.ts";

/**
 * Makes the table of requests that the server's own shell may make. A caller that can reach the socket may make them: its folder
 * and the socket are the server account's alone. For that reason a row of the console is served without session, touch and
 * permission, to the actor `server_shell`. A row that makes sense only in a session is not served at all.
 */
const shellRoutesOf = (services: ShellServices, ofConsole: readonly ConsoleRoute[]): readonly Route[] => [
  ...ofConsole.flatMap(({ method, path, shell }) =>
    shell === undefined ? [] : [{ method, path, limit: "none" as const, answer: shell }],
  ),
  ...shellRows(services),
];

export function createShellApp(services: ShellServices, ofConsole: readonly ConsoleRoute[]): Hono<HttpEnv> {
  const app = createEdge(services.log);
  mount(app, shellRoutesOf(services, ofConsole), unlimited);
  return app;
}
