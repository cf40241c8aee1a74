import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import type { TraceRequest } from "../server/http.ts";
import { VERSION } from "../version.ts";

/**
 * Milliseconds in which spans are sent, with all tries, and so the longest time that a collector which is away adds to a command: the library
 * tries again by timers that hold the process.
 */
const SENDING_MS = 1000;
const SHORTEST_ID = 12;

interface Tracing {
  readonly trace: TraceRequest;
  /** Ends the trace and sends it. It throws nothing: a collector that is away fails no command. */
  end(): Promise<void>;
}

/**
 * Traces one command: a span for it, and one for each request to a server, which joins its own spans to them (W3C Trace Context). They have the
 * command's name without its arguments, and addresses without what is secret or names somebody.
 *
 * @param collector the address of an OpenTelemetry collector
 * @param command its name, without its arguments
 */
export function traceRequests(collector: string, command: string): Tracing {
  const exporter = new OTLPTraceExporter({
    url: `${collector.replace(/\/$/, "")}/v1/traces`,
    timeoutMillis: SENDING_MS,
  });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ "service.name": "nearside", "service.version": VERSION }),
    spanProcessors: [new BatchSpanProcessor({ exporter })],
  });
  const tracer = provider.getTracer("nearside", VERSION);
  const whole = tracer.startSpan(command, { kind: SpanKind.INTERNAL }, ROOT_CONTEXT);
  const within = trace.setSpan(ROOT_CONTEXT, whole);
  return {
    trace: (method, url) => {
      const attributes = { "http.request.method": method, "url.path": patternOf(url) };
      const span = tracer.startSpan(`${method} ${patternOf(url)}`, { kind: SpanKind.CLIENT, attributes }, within);
      const { traceId, spanId } = span.spanContext();
      return {
        traceparent: `00-${traceId}-${spanId}-01`,
        end: (status) => {
          if (status === undefined) span.setStatus({ code: SpanStatusCode.ERROR });
          else span.setAttribute("http.response.status_code", status);
          span.end();
        },
      };
    },
    async end() {
      whole.end();
      const late = new Promise<void>((resolve) => setTimeout(resolve, SENDING_MS).unref());
      await Promise.race([provider.shutdown().catch(() => {}), late]);
    },
  };
}

/** Ids become one word, and a query is left out. */
const patternOf = (url: string): string =>
  new URL(url).pathname
    .split("/")
    .map((part) => (part.length >= SHORTEST_ID && /[0-9A-Z]|^[a-z]{2}_[^/]/.test(part) ? ":id" : part))
    .join("/");
