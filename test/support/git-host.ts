// A git host: git's own `git http-backend` (CGI, RFC 3875) over TLS, for every request with a good token.
//   node test/support/git-host.ts <issuer> <its own origin> <certificate file> <key file> <folder of repositories>
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import { buffer } from "node:stream/consumers";
import { createJudge } from "./whose-request.ts";

const [issuer = "", origin = "", cert = "", key = "", folder = ""] = process.argv.slice(2);
const judge = createJudge(issuer, origin);

const server = createServer({ cert: readFileSync(cert), key: readFileSync(key) }, async (request, response) => {
  const whose = await judge(request);
  if ("refused" in whose) return void response.writeHead(401, whose.refused).end();
  console.log(`${whose.by} ${request.method} ${request.url}`);
  await runBackend(request, response, whose.user);
});

async function runBackend(request: IncomingMessage, response: ServerResponse, user: string): Promise<void> {
  const { pathname, search } = new URL(request.url ?? "/", origin);
  const { "content-type": type = "", "content-encoding": encoding = "", "git-protocol": protocol } = request.headers;
  const backend = spawn("git", ["http-backend"], {
    env: {
      PATH: process.env["PATH"],
      GIT_PROJECT_ROOT: folder,
      GIT_HTTP_EXPORT_ALL: "1",
      GATEWAY_INTERFACE: "CGI/1.1",
      REQUEST_METHOD: request.method,
      PATH_INFO: pathname,
      QUERY_STRING: search.slice(1),
      CONTENT_TYPE: type,
      HTTP_CONTENT_ENCODING: encoding,
      REMOTE_USER: user,
      ...(typeof protocol === "string" && { GIT_PROTOCOL: protocol }),
    },
    stdio: ["pipe", "pipe", "inherit"],
  });
  // it may have its answer before it has read everything
  backend.stdin.on("error", () => {});
  request.pipe(backend.stdin);
  const output = await buffer(backend.stdout);
  const end = output.indexOf("\r\n\r\n");
  const lines = output.subarray(0, end).toString().split("\r\n");
  const headers = lines.map((line): [string, string] => [
    line.slice(0, line.indexOf(":")),
    line.replace(/^[^:]*: */, ""),
  ]);
  const status = Number(headers.find(([name]) => name === "Status")?.[1].slice(0, 3) ?? 200);
  response.writeHead(status, Object.fromEntries(headers.filter(([name]) => name !== "Status")));
  response.end(output.subarray(end + 4));
}

server.listen(Number(new URL(origin).port), () => console.log(`The git host answers at ${origin}`));
