// Requests over one HTTP/2 connection, as browsers send them: Node's own fetch speaks HTTP/1.1.
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { type ClientHttp2Session, connect, type IncomingHttpHeaders } from "node:http2";
import { text } from "node:stream/consumers";
import { connect as connectTls } from "node:tls";
import { Answer } from "../kit/answer.ts";
import type { Reached } from "../kit/send.ts";
import type { AtEnd } from "./at-end.ts";
import type { Authority } from "./certificates.ts";

/**
 * Connects to that origin.
 *
 * @param from an address of this computer
 * @param always headers of every request, such as a client makes up
 */
export async function overHttp2(
  atEnd: AtEnd,
  origin: string,
  { certificateFile }: Authority,
  from: string,
  always: Readonly<Record<string, string>>,
): Promise<Reached["fetch"]> {
  const { hostname, port } = new URL(origin);
  const ca = await readFile(certificateFile);
  const where = { host: hostname, port: Number(port), servername: hostname, localAddress: from };
  const session = connect(origin, { createConnection: () => connectTls({ ...where, ca, ALPNProtocols: ["h2"] }) });
  atEnd(async () => session.close());
  await once(session, "connect");
  if (session.alpnProtocol !== "h2") throw new Error(`the front speaks ${session.alpnProtocol}`);
  return (request) => ask(session, request, always);
}

async function ask(
  session: ClientHttp2Session,
  request: Request,
  always: Readonly<Record<string, string>>,
): Promise<Answer> {
  const { pathname, search } = new URL(request.url);
  const headers = { ...Object.fromEntries(request.headers), ...always };
  const stream = session.request({ ":method": request.method, ":path": pathname + search, ...headers });
  const body = text(stream);
  const answered = once(stream, "response");
  stream.end(Buffer.from(await request.arrayBuffer()));
  const [got] = (await answered) as [IncomingHttpHeaders & { readonly ":status": number }];
  const plain = Object.entries(got).flatMap(([name, value = []]) =>
    name.startsWith(":") ? [] : [value].flat().map((one): [string, string] => [name, one]),
  );
  return Answer.of(new Response(await body, { status: got[":status"], headers: plain }));
}
