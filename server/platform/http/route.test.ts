import { mkdtempSync, rmSync, statSync } from "node:fs";
import { request } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { Refused } from "@nearside/shared/refused.ts";
import * as v from "valibot";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createEdge } from "../../surfaces/edge/edge.ts";
import { createLog } from "../log/log.ts";
import { HttpError } from "./http-error.ts";
import { type Listening, listenUnix } from "./listen.ts";
import { get, mount, postEntry, postForm, unlimited } from "./route.ts";

let folder: string;
let socketPath: string;
let listening: Listening;
let logged: string[];
let seen: unknown[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "nearside-edge-"));
  socketPath = join(folder, "s");
  logged = [];
  seen = [];
  const app = createEdge(createLog("info", () => 0, { write: (line) => logged.push(line) }));
  const keep = (body: unknown) => {
    seen.push(body);
    return Response.json({ ok: true });
  };
  mount(
    app,
    [
      postEntry(
        {
          path: "/api/json",
          input: v.strictObject({
            a: v.string(),
            deep: v.optional(v.unknown()),
            part: v.optional(v.strictObject({ one: v.optional(v.string()) })),
          }),
        },
        "none",
        (_, body) => keep(body),
      ),
      postForm(
        "/oauth/form",
        "none",
        { schema: v.record(v.string(), v.unknown()), repeatable: ["resource"] },
        (_, body) => keep(body),
      ),
      get("/api/bug", "none", () => {
        throw new TypeError("SECRET is not a function");
      }),
      get("/api/refused", "none", () => {
        throw new Refused("request_unknown", "request");
      }),
      get("/api/strange", "none", () => {
        throw new Refused("no_such_code");
      }),
      get("/api/busy", "none", () => {
        throw new HttpError("temporarily_unavailable");
      }),
    ],
    unlimited,
  );
  listening = await listenUnix(app, socketPath);
});

afterEach(async () => {
  await listening.stop();
  rmSync(folder, { recursive: true });
});

interface Sent {
  readonly method?: string;
  readonly type?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
}

function send(path: string, { method = "POST", type, headers = {}, body = "" }: Sent = {}) {
  return new Promise<{ status: number | undefined; body: string; allow: string | undefined }>((resolve, reject) => {
    const sentHeaders = { ...headers, ...(type === undefined ? {} : { "content-type": type }) };
    const asking = request({ socketPath, path, method, headers: sentHeaders, agent: false }, (response) => {
      const { allow } = response.headers;
      text(response).then((answer) => resolve({ status: response.statusCode, body: answer, allow }), reject);
    });
    asking.on("error", reject);
    asking.end(body);
  });
}

const sendJson = (body: string | Buffer, headers: Record<string, string> = {}) =>
  send("/api/json", { type: "application/json", body, headers });
const codeOf = (answer: { status: number | undefined; body: string }) => [answer.status, JSON.parse(answer.body).error];

describe("a JSON body", () => {
  it("reaches the handler when it fits", async () => {
    expect((await sendJson('{"a":"é"}')).status).toBe(200);
    expect((await send("/api/json", { type: 'Application/JSON; charset="UTF-8"', body: '{"a":"b"}' })).status).toBe(
      200,
    );
    // this request declares no length
    expect((await sendJson('{"a":"c"}', { "transfer-encoding": "chunked" })).status).toBe(200);
    expect(seen).toEqual([{ a: "é" }, { a: "b" }, { a: "c" }]);
  });

  const long = `{"a":"${"x".repeat(70_000)}"}`;
  it.each([
    ["not JSON", "{", 400, "invalid_request"],
    ["empty", "", 400, "invalid_request"],
    ["another name", '{"b":"c"}', 400, "invalid_request"],
    ["one name more", '{"a":"c","b":"c"}', 400, "invalid_request"],
    ["another type", '{"a":1}', 400, "invalid_request"],
    ["a list for an object", '{"a":"c","part":[]}', 400, "invalid_request"],
    ["a name twice", '{"a":"1","a":"2"}', 400, "invalid_request"],
    ["white space", '{ "a":"c"}', 400, "invalid_request"],
    ["a byte order mark", '\ufeff{"a":"c"}', 400, "invalid_request"],
    ["deep", `{"a":"c","deep":${"[".repeat(30_000)}${"]".repeat(30_000)}}`, 400, "invalid_request"],
    ["__proto__", '{"a":"c","__proto__":{}}', 400, "invalid_request"],
    ["not UTF-8", Buffer.from([0x7b, 0xff, 0x7d]), 400, "invalid_request"],
    ["too long", long, 413, "payload_too_large"],
  ])("is refused: %s", async (_name, body, status, code) => {
    expect(codeOf(await sendJson(body))).toEqual([status, code]);
    expect(codeOf(await sendJson(body, { "transfer-encoding": "chunked" }))).toEqual([status, code]);
    expect(seen).toEqual([]);
    expect(logged.join()).not.toContain('"level":"error"');
  });

  it.each([
    "text/plain",
    "application/json; charset=latin1",
    "application/json; a=b; charset=utf-8",
    "application/jsonp",
  ])("is refused as %s", async (type) => {
    expect(codeOf(await send("/api/json", { type, body: '{"a":"b"}' }))).toEqual([415, "unsupported_media_type"]);
    expect(codeOf(await send("/api/json", { body: '{"a":"b"}' }))).toEqual([415, "unsupported_media_type"]);
  });

  it("is refused compressed", async () => {
    expect(codeOf(await sendJson('{"a":"b"}', { "content-encoding": "gzip" }))).toEqual([
      415,
      "unsupported_media_type",
    ]);
  });

  it("names the field and quotes nothing", async () => {
    const { body } = await sendJson('{"a":["SECRET"],"deep":1}');
    expect(JSON.parse(body).error_description).toBe("The request's member a is missing or has the wrong form.");
    const { body: unknown } = await sendJson('{"a":"b","SECRET":1}');
    expect(unknown + logged.join()).not.toContain("SECRET");
  });

  it("that ends early leaves nothing and troubles nobody", async () => {
    const socket = connect(socketPath);
    socket.write("POST /api/json HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{");
    await new Promise((resolve) => setImmediate(resolve));
    socket.destroy();
    expect((await sendJson('{"a":"b"}')).status).toBe(200);
    expect(seen).toEqual([{ a: "b" }]);
    expect(logged.join()).not.toContain('"level":"error"');
  });
});

describe("a form", () => {
  const sendForm = (body: string) => send("/oauth/form", { type: "application/x-www-form-urlencoded", body });

  it("is read as OAuth means it", async () => {
    expect((await sendForm("a=b+c%2B&empty=&resource=x&resource=y&__proto__=dropped&flag")).status).toBe(200);
    expect(seen).toHaveLength(1);
    expect(Object.entries(seen[0] ?? {})).toEqual([
      ["a", "b c+"],
      ["resource", ["x", "y"]],
    ]);
  });

  it.each(["a=1&a=2", "a=%ff", "a=%", Array.from({ length: 65 }, (_, n) => `p${n}=1`).join("&")])(
    "is refused: %s",
    async (body) => {
      expect(codeOf(await sendForm(body))).toEqual([400, "invalid_request"]);
      expect(seen).toEqual([]);
    },
  );
});

describe("an error", () => {
  const ask = (path: string, method = "GET") => send(path, { method });

  it("is told by a closed code", async () => {
    expect(codeOf(await ask("/api/refused"))).toEqual([404, "request_unknown"]);
    expect(codeOf(await ask("/api/busy"))).toEqual([503, "temporarily_unavailable"]);
    expect(codeOf(await ask("/api/nothing"))).toEqual([404, "not_found"]);
    expect(codeOf(await ask("/oauth/../../etc/passwd"))).toEqual([404, "not_found"]);
  });

  it("that is ours says nothing of itself to the client, and all to the log", async () => {
    const answer = await ask("/api/bug");
    expect(codeOf(answer)).toEqual([500, "server_error"]);
    expect(answer.body).not.toMatch(/SECRET|TypeError|at /);
    expect(JSON.parse(logged[0] ?? "")).toMatchObject({
      level: "error",
      route: "/api/bug",
      err: { name: "TypeError" },
    });
    expect(codeOf(await ask("/api/strange"))).toEqual([500, "server_error"]);
  });

  it("of the method says which ones there are", async () => {
    const answer = await ask("/api/json", "DELETE");
    expect([...codeOf(answer), answer.allow]).toEqual([405, "method_not_allowed", "POST"]);
    expect((await ask("/api/bug", "POST")).allow).toBe("GET, HEAD");
  });
});

it("lets this account alone reach the socket", () => {
  expect(statSync(socketPath).mode & 0o777).toBe(0o600);
});
