import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import { connect, type TLSSocket } from "node:tls";
import type { SyslogSettings } from "../../platform/config/event-settings.ts";
import { outletTexts } from "../../texts/outlets.ts";
import { type EventRecord, TYPE_PREFIX } from "./event-record.ts";
import { lineOf, type Outlet, type Sending, Undelivered } from "./outlet.ts";

const MOST = 500;
/** RFC 5424 §6.2.1: security and authorization messages. */
const FACILITY = 10;
const SEVERITY = { alert: 1, warning: 4, notice: 5, informational: 6 } as const;
/** RFC 5424 §6.2.7, §7.3.1: the number goes from 1 to this, and begins again. */
const MOST_SEQUENCE = 2_147_483_647;
const LONGEST_MSGID = 32;

/**
 * A syslog server over TLS (RFC 5424, RFC 5425). The protocol has no acknowledgement. So each batch has a connection of its own, which this
 * side closes in order, and the batch counts as taken when the server has closed its side too: it has read all by then (RFC 5425 §4.4).
 */
export const syslogOutlet = (settings: SyslogSettings, issuer: string): Outlet => ({
  name: "syslog",
  most: MOST,
  async send(records, how) {
    const socket = open(settings);
    try {
      await hand(socket, Buffer.concat(records.map((record) => frameOf(messageOf(record, issuer)))), how);
    } catch (cause) {
      throw new Undelivered(
        outletTexts.syslog.problem({ host: settings.host, port: settings.port, problem: sentenceOf(cause, how) }),
        { cause },
      );
    } finally {
      socket.destroy();
    }
  },
  close() {},
});

/** The files are read each time, so that renewed certificates count at once. */
function open({ host, port, roots, own }: SyslogSettings): TLSSocket {
  try {
    return connect({
      host,
      port,
      ...(isIP(host) === 0 ? { servername: host } : {}),
      minVersion: "TLSv1.2",
      rejectUnauthorized: true, // set explicitly: NODE_TLS_REJECT_UNAUTHORIZED=0 must not turn it off
      ...(roots === undefined ? {} : { ca: readFileSync(roots) }),
      ...(own === undefined ? {} : { cert: readFileSync(own.cert), key: readFileSync(own.key) }),
    });
  } catch (cause) {
    throw new Undelivered(outletTexts.syslog.certificates, { cause });
  }
}

function hand(socket: TLSSocket, bytes: Buffer, { signal }: Sending): Promise<void> {
  return new Promise((taken, failed) => {
    let isHanded = false;
    const give = () => failed(signal.reason);
    signal.addEventListener("abort", give, { once: true });
    if (signal.aborted) give();
    socket.on("error", failed);
    socket.on("data", () => {}); // a syslog server says nothing; its end is heard only where what it says is read
    socket.on("end", () => (isHanded ? taken() : failed(new Undelivered(outletTexts.syslog.hungUp))));
    socket.on("close", () => {
      signal.removeEventListener("abort", give);
      failed(new Undelivered(outletTexts.syslog.lost)); // nothing where it has ended in order
    });
    socket.once("secureConnect", () => {
      socket.end(bytes, () => {
        isHanded = true;
      });
    });
  });
}

function sentenceOf(cause: unknown, { signal }: Sending): string {
  if (signal.aborted) return outletTexts.syslog.slow;
  if (cause instanceof Undelivered) return cause.message;
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : outletTexts.unknownError;
  return outletTexts.syslog.noTls({ code });
}

/** RFC 5425 §4.3: octet counting. */
export const frameOf = (message: string): Buffer => Buffer.from(`${Buffer.byteLength(message)} ${message}`);

/** RFC 5424 §6. The message is JSON with nothing but ASCII, so that no BOM has to go before it (§6.4). */
export function messageOf(record: EventRecord, issuer: string): string {
  const priority = FACILITY * 8 + SEVERITY[severityOf(record)];
  const kind = record.type.slice(TYPE_PREFIX.length, TYPE_PREFIX.length + LONGEST_MSGID);
  const sequence = Number(record.sequence) % MOST_SEQUENCE || 1;
  const host = new URL(issuer).hostname.replace(/[^\x21-\x7e]/g, "");
  return `<${priority}>1 ${record.time} ${host} nearside - ${kind} [meta sequenceId="${sequence}"] ${inAscii(lineOf(record))}`;
}

function severityOf({ topic }: EventRecord): keyof typeof SEVERITY {
  if (topic === "alarm") return "alert";
  if (topic === "refusal") return "warning";
  return topic === "setting" ? "notice" : "informational";
}

const inAscii = (json: string): string =>
  json.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
