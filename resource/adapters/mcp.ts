import { type Access, AccessRefused, type Demands, type Resource } from "../resource.ts";
import { scopesOf } from "../token/demands.ts";
import { McpSessions, SESSION_HEADER } from "./mcp-sessions.ts";

// An MCP server over streamable HTTP as an API that takes the tokens of a Nearside server (MCP, "Authorization"; RFC 9728, RFC 8707).

/** Bytes. Arguments of a tool are short; a client that sends a file names it. */
const MOST_BODY = 1024 * 1024;
/** Seconds for which a browser may remember the answer to a preflight. */
const PREFLIGHT_SECONDS = 600;
/** The methods of a client that read and do nothing of what the server is for. A tool's call is judged by the tool's name. */
const FREE_METHODS: readonly string[] = [
  ...["initialize", "ping", "server/discover", "tools/list", "tools/call"],
  ...["initialized", "cancelled", "progress", "roots/list_changed"].map((name) => `notifications/${name}`),
];

/** The part of the request that a tool reads, in the shape of the SDK's `AuthInfo`. The token itself is left out: no tool may pass it on. */
export interface McpAuth {
  token: string;
  clientId: string;
  scopes: string[];
  /** Epoch seconds. */
  expiresAt: number;
  extra: { readonly nearside: Access };
}

/** Answers a request that was admitted, such as `fetch` of the SDK's `createMcpHandler`. */
type Serve = (request: Request, passed: { readonly authInfo: McpAuth }) => Promise<Response>;

interface McpOptions {
  /** The demands on every request. */
  readonly demands?: Demands | undefined;
  /** The demands of single tools, by name, beside those. A client that lacks a scope is sent to ask its person for it. */
  readonly tools?: Readonly<Record<string, Demands>> | undefined;
  /**
   * The methods that a token may call beside its tools, of a lease that is limited to tools: such as `"resources/read"`. Left out, it may
   * call its tools and list them, and nothing else.
   */
  readonly leasedMethods?: readonly string[] | undefined;
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
  const { demands = {}, origins = [], leasedMethods = [] } = options;
  const sessions = new McpSessions();
  const tools = new Map(Object.entries(options.tools ?? {}));
  return async (request) => {
    const metadata = resource.metadata(request);
    if (metadata !== undefined) return metadata.response();
    const origin = request.headers.get("origin");
    if (origin !== null && !origins.includes(origin))
      return Response.json(
        { error_description: "Pages of this origin may not call this server. Add the origin to its options." },
        { status: 403 },
      );
    if (origin !== null && request.method === "OPTIONS") return preflight(origin);
    const answer = await judge(request);
    return origin === null ? answer : readableBy(origin, answer);
  };

  async function judge(request: Request): Promise<Response> {
    try {
      const access = await resource.verify(request, demands);
      const body = await readBody(request);
      if (body === "too_large")
        return Response.json({ error_description: "The message is longer than one mebibyte." }, { status: 413 });
      const messages = messagesIn(body);
      if (access.lease?.tools !== undefined) demandMethods(messages);
      for (const name of toolsCalled(messages)) demandTool(access, name);
      const sent = request.headers.get(SESSION_HEADER);
      const session = sent === null ? undefined : await sessions.idFor(access, sent);
      if (sent !== null && session === undefined) return noSession();
      const answer = await serve(passedOn(request, body, session), { authInfo: authOf(access) });
      const id = answer.headers.get(SESSION_HEADER);
      const named = id === null ? {} : { [SESSION_HEADER]: await sessions.named(access, id) };
      return withHeaders(answer, { ...access.headers, ...named });
    } catch (error) {
      if (!(error instanceof AccessRefused)) throw error;
      return refusal(error).response();
    }
  }

  /** A person who read the names of tools granted no resources and no prompts. @throws AccessRefused `tool_refused` */
  function demandMethods(messages: readonly unknown[] | "unreadable"): void {
    if (messages === "unreadable") throw new AccessRefused("tool_refused");
    for (const { method, params, ...rest } of messages.map(membersOf)) {
      const isAnswer = method === undefined && ("result" in rest || "error" in rest);
      const isFree = typeof method === "string" && (FREE_METHODS.includes(method) || leasedMethods.includes(method));
      const isNamed = method !== "tools/call" || typeof membersOf(params)["name"] === "string";
      if (!isAnswer && !(isFree && isNamed)) throw new AccessRefused("tool_refused");
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
  if (!isAccess(access)) throw new Error("nearsideOf: this request did not pass `mcp` of @nearside/resource");
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

/** The request as the server gets it: without what proves who asks, which would be a working token in a tool's hands. */
function passedOn(request: Request, body: string | undefined, session: string | undefined): Request {
  const headers = new Headers(request.headers);
  for (const name of ["authorization", "dpop"]) headers.delete(name);
  if (session !== undefined) headers.set(SESSION_HEADER, session);
  const { url, method, signal } = request;
  return new Request(url, { method, headers, signal, ...(body === undefined ? {} : { body }) });
}

/** MCP, "Session Management": its client begins a new one. */
const noSession = (): Response =>
  Response.json(
    { error_description: "This session has ended or belongs to another client. Start one with initialize." },
    { status: 404 },
  );

/** The message, or each message of a batch. */
function messagesIn(body: string | undefined): readonly unknown[] | "unreadable" {
  if (body === undefined) return [];
  try {
    const read: unknown = JSON.parse(body);
    return Array.isArray(read) ? read : [read];
  } catch {
    return "unreadable";
  }
}

/** The tools that messages call. A message that can't be read calls no tool, and the server refuses it. */
function toolsCalled(messages: readonly unknown[] | "unreadable"): readonly string[] {
  if (messages === "unreadable") return [];
  return messages.flatMap((message) => {
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
