import { AsyncLocalStorage } from "node:async_hooks";
import {
  isSpanContextValid,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  type Tracer,
  trace,
} from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import type { MiddlewareHandler } from "hono";
import { routePath } from "hono/route";
import type { EventListener } from "../../platform/audit/event-listeners.ts";
import type { HttpEnv } from "../../platform/http/call.ts";
import type { Clock } from "../../platform/surroundings.ts";
import { RecentlyUsed } from "../../platform/waiting/recently-used.ts";
import { errorAnswer } from "../../platform/wire-error.ts";

// Spans of the steps of a login and an enrolment, for an OpenTelemetry collector. A span has the pattern of a route, a status and closed codes:
// no id, no address, no code and no token. What a caller says of its own trace joins spans together, and decides nothing else: not if a span is
// made, and nothing about a login (threat I23).

/** The step of the protocol, by the pattern of its route. */
const STEPS: readonly (readonly [pattern: RegExp, step: string])[] = [
  [/^\/oauth\/device_authorization$/, "authorize"],
  [/^\/oauth\/token$/, "token"],
  [/^\/api\/requests\/:id\/(?:nonce|locality)$/, "meet"],
  [/^\/api\/requests\/:id\/decision$/, "decide"],
  [/^\/api\/requests\/:id\/approve$/, "approve"],
  [/^\/api\/requests\/:id\/(?:deny|withdraw)$/, "end"],
  [/^\/api\/enrolments(?:\/|$)/, "enrol"],
];

/** Spans of a second, at most, so that many requests of one client fill no collector. */
const MOST_SPANS = 100;
const SECOND_MS = 1000;
/** Logins whose trace is known, so that the browser's steps join that of the command line. */
const MOST_LOGINS = 1000;
/** W3C Trace Context §3.2; a later version may add to it. */
const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;
/** Milliseconds for sending spans, with all tries: the library tries again by timers that hold the process when the server ends. */
const SENDING_MS = 3000;
/** Milliseconds in which the last spans are sent when the server ends. */
const END_MS = 1000;

export class Tracing {
  readonly #provider: TracerProvider;
  readonly #tracer: Tracer;
  readonly #clock: Clock;
  readonly #current = new AsyncLocalStorage<Span>();
  readonly #logins = new RecentlyUsed<SpanContext>(MOST_LOGINS);
  #second = 0;
  #spans = 0;

  constructor(collector: string, clock: Clock, versions: { readonly nearside: string }) {
    const exporter = new OTLPTraceExporter({
      url: `${collector.replace(/\/$/, "")}/v1/traces`,
      timeoutMillis: SENDING_MS,
    });
    this.#provider = new TracerProvider({
      resource: resourceFromAttributes({ "service.name": "nearside-server", "service.version": versions.nearside }),
      spanProcessors: [new BatchSpanProcessor({ exporter })],
    });
    this.#tracer = this.#provider.getTracer("nearside-server", versions.nearside);
    this.#clock = clock;
  }

  /** Traces each request that is a step. */
  readonly ofRequests: MiddlewareHandler<HttpEnv> = async (c, next) => {
    const route = routePath(c, -1);
    const step = STEPS.find(([pattern]) => pattern.test(route))?.[1];
    if (step === undefined || !this.#hasRoom()) return next();
    const [, id = ""] = /^\/api\/requests\/([^/]+)\//.exec(c.req.path) ?? [];
    const parent = contextIn(c.req.header("traceparent")) ?? this.#logins.get(id);
    const context = parent === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, parent);
    const attributes = { "http.request.method": c.req.method, "http.route": route };
    const span = this.#tracer.startSpan(`nearside.${step}`, { kind: SpanKind.SERVER, attributes }, context);
    await this.#current.run(span, next);
    span.setAttribute("http.response.status_code", c.res.status);
    if (c.error !== undefined) {
      const { error, refusal } = errorAnswer(c.error, c.req.path).body;
      span.setAttribute("error.type", refusal ?? error);
      if (c.res.status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
    }
    span.end();
  };

  /** Notes the trace that a new login belongs to. */
  readonly listener: EventListener = async (_trx, { kind, subject }) => {
    const span = this.#current.getStore();
    if (span === undefined || kind !== "login_requested" || subject === null) return;
    if (this.#logins.get(subject) === undefined) this.#logins.add(subject, span.spanContext());
  };

  async stop(): Promise<void> {
    const late = new Promise<void>((resolve) => setTimeout(resolve, END_MS).unref());
    await Promise.race([this.#provider.shutdown().catch(() => {}), late]);
  }

  #hasRoom(): boolean {
    const second = Math.floor(this.#clock() / SECOND_MS);
    if (second !== this.#second) this.#spans = 0;
    this.#second = second;
    this.#spans += 1;
    return this.#spans <= MOST_SPANS;
  }
}

/** The trace that a caller says it is in. Undefined for every other text, and for one that says it is not recorded. */
function contextIn(header: string | undefined): SpanContext | undefined {
  const [, traceId = "", spanId = "", flags = "00"] = TRACEPARENT.exec(header ?? "") ?? [];
  const context = { traceId, spanId, traceFlags: TraceFlags.SAMPLED, isRemote: true };
  const isRecorded = (Number.parseInt(flags, 16) & TraceFlags.SAMPLED) !== 0;
  return isRecorded && isSpanContextValid(context) ? context : undefined;
}
