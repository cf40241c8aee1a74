import { createServer } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { expect, it, onTestFinished } from "vitest";
import { createHttp } from "../server/http.ts";
import { listenOnLoopback } from "../testing/listen-on-loopback.ts";
import { traceRequests } from "./trace-requests.ts";

/** A server that answers everything with that status, and the trace that each request said it is in. */
async function answering(status: number) {
  const heard: (string | undefined)[] = [];
  const server = createServer((request, answer) => {
    heard.push(request.headers["traceparent"]?.toString());
    request.resume().on("end", () => answer.writeHead(status).end("{}"));
  });
  const port = await listenOnLoopback(server);
  onTestFinished(() => void server.close().closeAllConnections());
  return { origin: `http://127.0.0.1:${port}`, heard };
}

it("tells its trace to the server alone, and to no API that is asked beside it", async () => {
  const [collector, own, api] = [await answering(200), await answering(200), await answering(200)];
  const tracing = traceRequests(collector.origin, "nearside proxy");
  const http = createHttp(new AbortController().signal, { issuer: own.origin, trace: tracing.trace });
  for (const { origin } of [own, api]) await http.send({ method: "GET", url: `${origin}/a`, timeout: 5000 });
  http.close();
  await tracing.end();
  expect(own.heard).toEqual([expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)]);
  expect(api.heard).toEqual([undefined]);
  expect(collector.heard).toHaveLength(1);
});

it("stops trying a collector that does not answer once the command has ended: its timers would hold the process", async () => {
  const collector = await answering(503);
  const tracing = traceRequests(collector.origin, "nearside login");
  await tracing.end();
  const tries = collector.heard.length;
  await pause(2500); // the library's third try
  expect(collector.heard.length).toBe(tries);
});
