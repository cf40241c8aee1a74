import { LOG_KINDS } from "@nearside/shared/api/console/log-kinds.ts";
import { isRefusalCode } from "@nearside/shared/chain/refusal.ts";
import type { MiddlewareHandler } from "hono";
import { routePath } from "hono/route";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { AuditEvent } from "../../platform/audit/define-event.ts";
import type { EventListener } from "../../platform/audit/event-listeners.ts";
import type { HttpEnv } from "../../platform/http/call.ts";
import type { Trx } from "../../platform/store/database.ts";
import type { WatchTransaction } from "../../platform/store/watched-store.ts";
import { errorAnswer } from "../../platform/wire-error.ts";
import { metricTexts } from "../../texts/metrics.ts";

// Every label has a closed set of values: route patterns, codes and kinds, and nothing that a caller chose. No person, machine, client or
// login is ever one (threat I20).

/** Seconds. A poll is held for twenty. */
const REQUEST_SECONDS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25];
const TRANSACTION_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** The label for the outcome of a login, by the kind of its event. */
const OUTCOMES: ReadonlyMap<string, string> = new Map([
  ["login_requested", "requested"],
  ["login_met", "met"],
  ["login_approved", "approved"],
  ["login_redeemed", "redeemed"],
  ["login_denied", "denied"],
  ["login_ruled_out", "ruled_out"],
  ["login_refused", "revoked"],
  ["login_withdrawn", "withdrawn"],
  ["login_expired", "expired"],
  ["login_reported", "reported_elsewhere"],
]);

/** Figures of the library that Prometheus takes for counters by their names, and that nobody needs. */
const MISNAMED = ["nodejs_active_handles_total", "nodejs_active_requests_total", "nodejs_active_resources_total"];

/** Methods that a route answers; anybody may make up another one. */
const METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "POST", "OPTIONS"]);
/** Beginnings of the routes that programs ask. Every other one is a page or a part of one. */
const PROGRAMS = /^\/(?:api|oauth|\.well-known|get)(?:\/|$)|^\/(?:healthz|readyz|openapi\.json)$/;

/** Measures what this process has seen since it started. */
export class Measures {
  readonly registry = new Registry();
  readonly #requests: Histogram<"method" | "route" | "status">;
  readonly #refusals: Counter<"error" | "refusal">;
  readonly #logins: Counter<"outcome" | "reason">;
  readonly #events: Counter<"kind" | "topic">;
  readonly #transactions: Histogram<"outcome">;
  /** Events of transactions that are not committed yet. */
  readonly #heard = new WeakMap<Trx, AuditEvent[]>();

  constructor(versions: { readonly nearside: string; readonly node: string }) {
    const registers = [this.registry];
    collectDefaultMetrics({ register: this.registry });
    for (const name of MISNAMED) this.registry.removeSingleMetric(name);
    new Gauge({
      name: "nearside_build_info",
      help: metricTexts.version,
      labelNames: ["version", "node"],
      registers,
    }).set({ version: versions.nearside, node: versions.node }, 1);
    this.#requests = new Histogram({
      name: "nearside_http_request_duration_seconds",
      help: metricTexts.requestTime,
      labelNames: ["method", "route", "status"],
      buckets: REQUEST_SECONDS,
      registers,
    });
    this.#refusals = new Counter({
      name: "nearside_refusals_total",
      help: metricTexts.errors,
      labelNames: ["error", "refusal"],
      registers,
    });
    this.#logins = new Counter({
      name: "nearside_logins_total",
      help: metricTexts.logins,
      labelNames: ["outcome", "reason"],
      registers,
    });
    this.#events = new Counter({
      name: "nearside_security_events_total",
      help: metricTexts.entries,
      labelNames: ["kind", "topic"],
      registers,
    });
    this.#transactions = new Histogram({
      name: "nearside_database_transaction_duration_seconds",
      help: metricTexts.transactionTime,
      labelNames: ["outcome"],
      buckets: TRANSACTION_SECONDS,
      registers,
    });
    // what an alert adds up is there from the start, so that the first one is seen as a rise
    for (const outcome of OUTCOMES.values()) this.#logins.inc({ outcome, reason: "" }, 0);
    for (const [kind, { topic }] of Object.entries(LOG_KINDS)) this.#events.inc({ kind, topic }, 0);
  }

  /** Measures each request that comes to the app. It goes before every other check. */
  readonly ofRequests: MiddlewareHandler<HttpEnv> = async (c, next) => {
    const end = this.#requests.startTimer();
    await next();
    const method = METHODS.has(c.req.method) ? c.req.method : "other";
    end({ method, route: routeOf(routePath(c, -1)), status: c.res.status });
    if (c.error === undefined) return;
    const { error, refusal } = errorAnswer(c.error, c.req.path).body;
    this.#refusals.inc({ error, refusal: refusal ?? "" });
  };

  readonly listener: EventListener = async (trx, event) => {
    const heard = this.#heard.get(trx);
    if (heard === undefined) this.#heard.set(trx, [event]);
    else heard.push(event);
  };

  readonly ofTransactions: WatchTransaction = () => {
    const end = this.#transactions.startTimer();
    return (outcome, trx) => {
      end({ outcome });
      if (outcome === "committed" && trx !== undefined)
        for (const event of this.#heard.get(trx) ?? []) this.#count(event);
    };
  };

  #count({ kind, data }: AuditEvent): void {
    this.#events.inc({ kind, topic: LOG_KINDS[kind]?.topic ?? "server" });
    const outcome = isRepeated(data) ? undefined : OUTCOMES.get(kind);
    if (outcome !== undefined) this.#logins.inc({ outcome, reason: reasonOf(data) });
  }
}

function routeOf(pattern: string): string {
  if (pattern.includes("*")) return "none";
  return PROGRAMS.test(pattern) ? pattern : "page";
}

/** True where an answer that was lost is given once more: that login was counted already. */
const isRepeated = (data: unknown): boolean =>
  typeof data === "object" && data !== null && "retry" in data && data.retry === true;

/** The code for which a login was ended, if it was. */
function reasonOf(data: unknown): string {
  const reason = typeof data === "object" && data !== null && "reason" in data ? data.reason : undefined;
  return typeof reason === "string" && isRefusalCode(reason) ? reason : "";
}
