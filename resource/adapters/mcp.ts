import { type Access, AccessRefused, type Demands, type Resource } from "../resource.ts";
import { scopesOf } from "../token/demands.ts";

// An MCP server over streamable HTTP as an API that takes the tokens of a Nearside server (MCP, "Authorization"; RFC 9728, RFC 8707).

/** Bytes. Arguments of a tool are short; a client that sends a file names it. */
const MOST_BODY = 1024 * 1024;
/** Seconds for which a browser may remember the answer to a preflight. */
const PREFLIGHT_SECONDS = 600;

/** The part of the request that a tool reads, in the shape of the SDK's `AuthInfo`. The token itself is left out: no tool may pass it on. */
export interface McpAuth {
  token: string;
  clientId: string;
  scopes: string[];
  /** Epoch seconds. */
  expiresAt: number;
  extra: { readonly nearside: Access };
}

/** Answers a request that was let in, such as `fetch` of the SDK's `createMcpHandler`. */
type Serve = (request: Request, passed: { readonly authInfo: McpAuth }) => Promise<Response>;

interface McpOptions {
  /** The demands on every request. */
  readonly demands?: Demands | undefined;
  /** The demands of single tools, by name, beside those. A client that lacks a scope is sent to ask its person for it. */
  readonly tools?: Readonly<Record<string, Demands>> | undefined;
  /**
   * The origins whose pages may call this server: `"https://inspector.example.com"`. A request that names any other is refused, also
   * against DNS rebinding. Left out, no page may; programs name no origin.
   */
  readonly origins?: readonly string[] | undefined;
}

/**
 * Puts a resource before an MCP server: a handler of web requests that serves only those with a valid token, and the description of
 * the API (RFC 9728) to everybody. MCP clients send bearer tokens, so the resource needs `bearer: true`.
 *
 * @throws TypeError if no token could meet the demands
 */
export function mcp(
  resource: Resource,
  serve: Serve,
  options: McpOptions = {},
): (request: Request) => Promise<Response> {
  const { demands = {}, origins = [] } = options;
  const tools = new Map(Object.entries(options.tools ?? {}));
  return async (request) => {
    const metadata = resource.metadata(request);
    if (metadata !== undefined) return metadata.response();
    const origin = request.headers.get("origin");
    if (origin !== null && !origins.includes(origin))
      return Response.json({ error_description: "Pages of this origin may not call this server." }, { status: 403 });
    if (origin !== null && request.method === "OPTIONS") return preflight(origin);
    const answer = await judge(request);
    return origin === null ? answer : readableBy(origin, answer);
  };

  async function judge(request: Request): Promise<Response> {
    try {
      const access = await resource.verify(request, demands);
      const body = await readBody(request);
      if (body === "too_large")
        return Response.json({ error_description: "The message is longer than a mebibyte." }, { status: 413 });
      for (const name of toolsCalled(body)) demandTool(access, name);
      const answer = await serve(withBody(request, body), { authInfo: authOf(access) });
      return withHeaders(answer, access.headers);
    } catch (error) {
      if (!(error instanceof AccessRefused)) throw error;
      return refusal(error).response();
    }
  }

  function demandTool(access: Access, name: string): void {
    access.demandTool(name);
    const needed = tools.get(name);
    if (needed === undefined) return;
    try {
      resource.demand(access, needed);
    } catch (error) {
      if (!(error instanceof AccessRefused) || error.details.scope === undefined) throw error;
      // the client asks for exactly these, and would lose what it has
      throw error.telling({ scope: [...new Set([...access.scopes, ...error.details.scope.split(" ")])].join(" ") });
    }
  }

  /** MCP clients read the first challenge alone, and ask for the scope that it names. */
  function refusal(error: AccessRefused): AccessRefused {
    const scope = error.details.scope ?? listOf(demands.scope);
    return error.telling({ ...(error.status === 401 && scope !== "" ? { scope } : {}), bearerFirst: true });
  }
}

const listOf = (scope: Demands["scope"] = []): string => (typeof scope === "string" ? scope : scope.join(" "));

/**
 * The accepted token of the request that a tool was called by.
 *
 * @param auth `ctx.http?.authInfo` of the SDK
 * @throws Error if the request did not pass `mcp`
 */
export function nearsideOf(auth: { readonly extra?: Record<string, unknown> } | undefined): Access {
  const access = auth?.extra?.["nearside"];
  if (!isAccess(access)) throw new Error("nearsideOf: this request did not pass `mcp` of nearside-resource");
  return access;
}

const accesses = new WeakSet<object>();
const isAccess = (value: unknown): value is Access =>
  typeof value === "object" && value !== null && accesses.has(value);

function authOf(access: Access): McpAuth {
  accesses.add(access);
  const { client_id, exp } = access.claims;
  return {
    token: "",
    clientId: client_id,
    scopes: [...scopesOf(access.claims)],
    expiresAt: exp,
    extra: { nearside: access },
  };
}

async function readBody(request: Request): Promise<string | undefined | "too_large"> {
  if (request.body === null) return undefined;
  const parts: Uint8Array[] = [];
  let size = 0;
  const reader = request.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.byteLength;
    if (size > MOST_BODY) {
      await reader.cancel();
      return "too_large";
    }
    parts.push(value);
  }
  const all = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.byteLength;
  }
  return new TextDecoder().decode(all);
}

const withBody = (request: Request, body: string | undefined): Request =>
  new Request(request.url, {
    method: request.method,
    headers: request.headers,
    signal: request.signal,
    ...(body === undefined ? {} : { body }),
  });

/** The tools that a message calls, or each message of a batch. What can't be read calls none, and the server refuses it. */
function toolsCalled(body: string | undefined): readonly string[] {
  if (body === undefined) return [];
  let read: unknown;
  try {
    read = JSON.parse(body);
  } catch {
    return [];
  }
  return (Array.isArray(read) ? read : [read]).flatMap((message: unknown) => {
    const { method, params } = membersOf(message);
    const { name } = membersOf(params);
    return method === "tools/call" && typeof name === "string" ? [name] : [];
  });
}

const membersOf = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null ? { ...value } : {};

function withHeaders(answer: Response, headers: Readonly<Record<string, string>>): Response {
  if (Object.keys(headers).length === 0) return answer;
  const told = new Response(answer.body, answer);
  for (const [name, value] of Object.entries(headers)) told.headers.set(name, value);
  return told;
}

/** The answer to a preflight (Fetch standard, "CORS-preflight fetch"). A page brings its token by itself: no cookie is meant. */
const preflight = (origin: string): Response =>
  new Response(null, {
    status: 204,
    headers: {
      "Access-Control-Allow-Origin": origin,
      "Access-Control-Allow-Methods": "GET, POST, DELETE",
      "Access-Control-Allow-Headers":
        "Authorization, Content-Type, DPoP, Last-Event-ID, MCP-Protocol-Version, Mcp-Method, Mcp-Name, Mcp-Session-Id",
      "Access-Control-Max-Age": String(PREFLIGHT_SECONDS),
      Vary: "Origin",
    },
  });

function readableBy(origin: string, answer: Response): Response {
  const told = new Response(answer.body, answer);
  told.headers.set("Access-Control-Allow-Origin", origin);
  told.headers.set("Access-Control-Expose-Headers", "DPoP-Nonce, Mcp-Session-Id, WWW-Authenticate");
  told.headers.append("Vary", "Origin");
  return told;
}
