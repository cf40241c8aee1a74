// I23: a caller forges the trace that it says it is in, to fill the operator's collector or to be taken for another; or a trace tells a secret.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import * as v from "valibot";
import { beforeAll, expect, it } from "vitest";
import { approveTyped, enrolCommandLine, type Nearside, newAccount, startLogin } from "../steps/real-command-line.ts";
import { openStage, type Stage } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { startProcess } from "../support/process.ts";
import { repository } from "../support/repository.ts";

const atEnd = afterTests();

/** The exporter sends this (OTLP 1.x over HTTP, in JSON), as far as it matters here. */
const attributeSchema = v.looseObject({
  key: v.string(),
  value: v.looseObject({ stringValue: v.optional(v.string()) }),
});
const exportSchema = v.looseObject({
  resourceSpans: v.array(
    v.looseObject({
      resource: v.looseObject({ attributes: v.array(attributeSchema) }),
      scopeSpans: v.array(
        v.looseObject({
          spans: v.array(
            v.looseObject({
              traceId: v.string(),
              spanId: v.string(),
              parentSpanId: v.optional(v.string()),
              name: v.string(),
              attributes: v.optional(v.array(attributeSchema), []),
            }),
          ),
        }),
      ),
    }),
  ),
});

interface Heard {
  readonly service: string;
  readonly traceId: string;
  readonly name: string;
}

/** The receiving end of the protocol, as a collector listens. */
async function startCollector() {
  const spans: Heard[] = [];
  const texts: string[] = [];
  const server = createServer((request, answer) => {
    let body = "";
    request.on("data", (part) => {
      body += part;
    });
    request.on("end", () => {
      texts.push(body);
      for (const { resource, scopeSpans } of v.parse(exportSchema, JSON.parse(body)).resourceSpans) {
        const service = resource.attributes.find(({ key }) => key === "service.name")?.value.stringValue ?? "";
        for (const { traceId, name } of scopeSpans.flatMap((scope) => scope.spans))
          spans.push({ service, traceId, name });
      }
      answer.writeHead(request.url === "/v1/traces" ? 200 : 404, { "content-type": "application/json" }).end("{}");
    });
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  atEnd(async () => {
    server.closeAllConnections();
    server.close();
  });
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, spans, texts };
}

let collector: Awaited<ReturnType<typeof startCollector>>;
let stage: Stage;
let traced: Nearside;
beforeAll(async () => {
  collector = await startCollector();
  stage = await openStage(atEnd, { NEARSIDE_TELEMETRY_OTLP: collector.address });
  const { home, run } = await newAccount(atEnd);
  const program = join(repository, "cli/bin/nearside.js");
  await enrolCommandLine(stage, (args) => run(program, args));
  traced = async (args) => {
    const env = { PATH: process.env["PATH"] ?? "", HOME: home, OTEL_EXPORTER_OTLP_ENDPOINT: collector.address };
    const started = await startProcess({ command: process.execPath, args: [program, ...args], env, cwd: home });
    atEnd(async () => void (await started.stop()));
    return started;
  };
});

const SEEN = { timeout: 20_000, interval: 200 };
/** Servers send their spans every few seconds. */
const ofServer = (traceId: string) =>
  collector.spans
    .filter((span) => span.traceId === traceId && span.service === "nearside-server")
    .map(({ name }) => name);

it("is one trace from the command line over the server's steps, the browser's among them, and tells no secret", async () => {
  const login = await startLogin(traced);
  await approveTyped(stage, login);
  expect((await login.cli.ended()).code).toBe(0);
  await expect.poll(() => collector.spans.map(({ name }) => name), SEEN).toContain("nearside login");
  const { traceId } = collector.spans.find(({ name }) => name === "nearside login") ?? { traceId: "" };
  const steps = ["nearside.authorize", "nearside.meet", "nearside.decide", "nearside.approve", "nearside.token"];
  await expect
    .poll(() => ofServer(traceId).filter((name) => steps.includes(name)), SEEN)
    .toEqual(expect.arrayContaining(steps));
  const byCommand = collector.spans.filter((span) => span.traceId === traceId && span.service === "nearside");
  expect(byCommand.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["POST /oauth/device_authorization", "POST /oauth/token"]),
  );
  const all = collector.texts.join("\n");
  for (const secret of [login.id, "rq_", '"us_', "eyJ", "admin", "device_code", stage.parties.extension.thumbprint])
    expect(all).not.toContain(secret);
});

const FORGED = [
  "",
  "00",
  "00-00000000000000000000000000000000-0000000000000000-01",
  "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
  "00-4BF92F3577B34DA6A3CE929D0E0E4736-00F067AA0BA902B7-01",
  "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
  `00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01${"-x".repeat(2000)}`,
  "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01; drop",
];

it("refuses a malformed trace, and makes no more spans for a caller who claims to be recorded", async () => {
  const honest = "00-1bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  const ask = (traceparent: string) =>
    fetch(`${stage.issuer}/oauth/token`, {
      method: "POST",
      headers: {
        traceparent,
        tracestate: "vendor=secret",
        baggage: "user=somebody",
        "content-type": "application/x-www-form-urlencoded",
      },
      body: "grant_type=nothing",
    });
  const answers = await Promise.all([honest, ...FORGED].map(async (traceparent) => (await ask(traceparent)).status));
  expect(new Set(answers)).toEqual(new Set([401]));
  await expect.poll(() => ofServer("1bf92f3577b34da6a3ce929d0e0e4736"), SEEN).toEqual(["nearside.token"]);
  expect(ofServer("4bf92f3577b34da6a3ce929d0e0e4736")).toEqual([]);
  expect(collector.texts.join("\n")).not.toMatch(/vendor=secret|somebody/);

  const flood = "00-2bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  const begun = Date.now();
  for (let burst = 0; burst < 10; burst += 1) await Promise.all(Array.from({ length: 80 }, () => ask(flood)));
  const seconds = Math.floor((Date.now() - begun) / 1000) + 2; // the first and the last one are begun
  await stage.server.stop(); // it sends what is left
  const made = ofServer("2bf92f3577b34da6a3ce929d0e0e4736").length;
  expect(made).toBeGreaterThan(0);
  expect(made).toBeLessThanOrEqual(seconds * 100);
});
