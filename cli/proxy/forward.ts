import { type ClientRequest, type Agent as HttpAgent, type IncomingMessage, request as requestHttp } from "node:http";
import { type Agent as HttpsAgent, request as requestHttps } from "node:https";
import type { Duplex } from "node:stream";
import { texts } from "../texts/proxy.ts";
import { hasBody, sentHeaders } from "./pass-headers.ts";
import type { Proof, Prover } from "./prover.ts";
import type { Remedies, Remedy } from "./remedies.ts";
import { ReplayableBody } from "./replayable-body.ts";

/** The most bytes of a body that are buffered for a second try. */
const KEPT = 1_048_576;

/** The API answered, or took over the connection (RFC 9110 §7.8). */
export interface Answered {
  readonly answer: IncomingMessage;
  readonly tunnel: { readonly socket: Duplex; readonly head: Buffer } | undefined;
}

/** The API wants another nonce, and the body is gone by: the tool must send it again. */
export class BodyGone extends Error {
  constructor() {
    super(texts.bodyTooLong);
    this.name = "BodyGone";
  }
}

export interface Way {
  readonly prover: Prover;
  readonly remedies: Remedies;
  readonly agent: HttpAgent | HttpsAgent;
}

/**
 * Sends a tool's request to the API with token and proof, and once more for each remedy of a refusal: another nonce (RFC
 * 9449 §9), a fresh token, or a login of another kind (RFC 9470). Redirects are left to the tool.
 *
 * @param signal aborted when the tool went away
 * @throws BodyGone; Problem if there is no token; Error if the API can't be reached
 */
export async function forward(
  request: IncomingMessage,
  url: URL,
  { prover, remedies, agent }: Way,
  signal: AbortSignal,
): Promise<Answered> {
  const tried = new Set<Remedy>();
  const method = request.method ?? "GET";
  const body = hasBody(request) ? new ReplayableBody(request, KEPT) : undefined;
  for (;;) {
    const proof = await prover.prove(method, url);
    const attempt = new AbortController();
    const sent = open(request, url, method, proof, agent, AbortSignal.any([signal, attempt.signal]));
    const answered = answerOf(sent);
    // A failure while sending shows in the answer, or as the failure of the answer.
    if (body === undefined) sent.end();
    else writeBody(body, sent, attempt.signal).catch((error: unknown) => sent.destroy(asError(error)));
    const { answer, tunnel } = await answered;
    const remedy = tunnel === undefined ? await remedies(answer, proof, tried) : undefined;
    if (remedy === undefined) return { answer, tunnel };
    tried.add(remedy);
    attempt.abort();
    if (body?.replayable === false) throw new BodyGone();
  }
}

function open(
  request: IncomingMessage,
  url: URL,
  method: string,
  { headers: proof }: Proof,
  agent: HttpAgent | HttpsAgent,
  signal: AbortSignal,
): ClientRequest {
  const { upgrade } = request.headers;
  const headers = {
    ...sentHeaders(request),
    ...(upgrade === undefined ? {} : { connection: "upgrade", upgrade }),
    ...proof,
  };
  const send = url.protocol === "https:" ? requestHttps : requestHttp;
  return send(url, { method, headers, agent, signal });
}

function answerOf(sent: ClientRequest): Promise<Answered> {
  return new Promise((resolve, reject) => {
    sent.once("response", (answer) => resolve({ answer, tunnel: undefined }));
    sent.once("upgrade", (answer, socket, head) => resolve({ answer, tunnel: { socket, head } }));
    sent.on("error", reject);
  });
}

/** Writes until the body ends, or until another try takes it over. */
async function writeBody(body: ReplayableBody, sent: ClientRequest, over: AbortSignal): Promise<void> {
  for (let index = 0; ; index += 1) {
    const chunk = await body.chunk(index);
    if (over.aborted) return;
    if (chunk === undefined) return void sent.end();
    if (!sent.write(chunk)) await drained(sent);
  }
}

/** Waits until more can be written. A closed request takes nothing more. */
function drained(sent: ClientRequest): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      sent.off("drain", done).off("close", done);
      resolve();
    };
    if (sent.destroyed) resolve();
    else sent.on("drain", done).on("close", done);
  });
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error("the body broke off"));
