import { McpServer } from "@modelcontextprotocol/server";
import { leaseDetailSchema } from "@nearside/shared/oauth/lease.ts";
import { toStandardJsonSchema } from "@valibot/to-json-schema";
import * as v from "valibot";
import { FETCH_METHODS, type LeaseWish } from "../doorway/lease-messages.ts";
import { wrongInAccess } from "../lease/wrong-in-access.ts";
import { problemOf } from "../problems/problem.ts";
import { VERSION } from "../version.ts";
import type { AgentAccess } from "./agent-access.ts";

const text = (longest: number, description: string) =>
  v.pipe(v.string(), v.maxLength(longest), v.description(description));

const requestSchema = v.object({
  resource: text(1024, "The address of the API, such as https://api.example.com"),
  scope: v.optional(text(1024, "What to do there, by the API's own words, separated by spaces"), ""),
  why: v.pipe(
    v.string(),
    v.minLength(1),
    v.maxLength(500),
    v.description("What it is for. The person reads it as your word."),
  ),
  details: v.optional(
    v.object({
      tools: v.optional(
        v.pipe(v.array(text(128, "A tool of the API")), v.maxLength(32), v.description("Only these tools")),
      ),
      minutes: v.optional(
        v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1440), v.description("For how long")),
      ),
      calls: v.optional(
        v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100_000), v.description("How many calls")),
      ),
    }),
    {},
  ),
});

const fetchSchema = v.object({
  url: text(2048, "An address of an API that was granted"),
  method: v.optional(v.picklist(FETCH_METHODS), "GET"),
  headers: v.optional(v.record(text(64, "Name"), text(2048, "Value")), {}),
  body: v.optional(text(16_384, "JSON unless a content-type says otherwise")),
  scope: v.optional(
    text(1024, "No more of the access than this; needed where several requests were granted for one API"),
  ),
  tool: v.optional(text(128, "The tool of the API in whose name it is asked for, where the access is for tools")),
});

const giveBackSchema = v.object({ lease: v.optional(text(64, "One of list_access; left out, all of them")) });

/** Seconds, where the agent says no time. */
const FOR = 3600;

/** The MCP server of an agent: four tools, whose answers have no address of an approval in them, and no token. */
export function mcpServerFor(access: AgentAccess): McpServer {
  const server = new McpServer({ name: "nearside", version: VERSION }, { instructions: INSTRUCTIONS });
  server.registerTool(
    "request_access",
    {
      title: "Ask the person for access to an API",
      description:
        "Asks the person at this computer. They answer in their own browser, and may say no with a reason, which you get. Ask for what you need now, and no more.",
      inputSchema: toStandardJsonSchema(requestSchema),
    },
    ({ resource, scope, why, details: { tools, minutes, calls } }) =>
      answered(async () => {
        const one = { resource, scope, ...(tools === undefined ? {} : { tools }) };
        const wish = {
          access: [one],
          for: minutes === undefined ? FOR : minutes * 60,
          ...(calls === undefined ? {} : { calls }),
          why,
        };
        const problem = wrongIn(wish);
        return problem === undefined ? access.request(wish) : { state: "failed", message: problem };
      }),
  );
  server.registerTool(
    "list_access",
    {
      title: "What was asked for and granted",
      description:
        "Says how far your requests are, and what you may use now. While one waits, it answers after a while.",
      inputSchema: toStandardJsonSchema(v.object({})),
      annotations: { readOnlyHint: true },
    },
    () => answered(() => access.list()),
  );
  server.registerTool(
    "fetch",
    {
      title: "Make a request to an API that was granted",
      description:
        "The request is made for you with the access that you have: add no token. Text and JSON come back, of a mebibyte at most; redirects are not followed.",
      inputSchema: toStandardJsonSchema(fetchSchema),
      annotations: { openWorldHint: true },
    },
    ({ url, method, headers, body, scope, tool }) =>
      answered(async () => {
        const asked = { url, method, headers: Object.entries(headers), body: body ?? null };
        const {
          status,
          headers: fields,
          body: said,
          leftOut,
        } = await access.fetch({
          ...asked,
          ...(scope === undefined ? {} : { scope }),
          ...(tool === undefined ? {} : { tool }),
        });
        return { status, headers: Object.fromEntries(fields), body: said, left_out: leftOut };
      }),
  );
  server.registerTool(
    "give_back",
    {
      title: "Give access back",
      description: "Ends access that you need no longer. The person is grateful.",
      inputSchema: toStandardJsonSchema(giveBackSchema),
    },
    ({ lease }) => answered(async () => ({ ended: await access.giveBack(lease ?? null) })),
  );
  return server;
}

const INSTRUCTIONS =
  "Nearside gives you access to APIs in the person's name. Ask with request_access, use it with fetch, and give it back. Only the person approves, in their own browser: you get no link and no token, so pass none on, and ask nobody for one.";

/** Says which member of a wish no request may have. */
function wrongIn({ access, why }: Pick<LeaseWish, "access" | "why">): string | undefined {
  const wrong = wrongInAccess(access);
  if (wrong !== undefined) return TAKEN[wrong];
  return v.is(leaseDetailSchema.entries.why, why) ? undefined : "why must be one line of at most 500 characters.";
}

const TAKEN = {
  resource: "resource must be the whole address of an API, such as https://api.example.com.",
  scope: "scope must be the API's own words with one space between them, each once, without quotes.",
  tools: "tools must be names of at most 128 characters, each once.",
  access: "A request is for one API.",
} as const;

async function answered(work: () => Promise<object>) {
  try {
    return { content: [{ type: "text" as const, text: JSON.stringify(await work()) }] };
  } catch (error) {
    const { code, message, said } = problemOf(error);
    const about = { failed: code, message, ...(said === undefined ? {} : { reason: said }) };
    return { content: [{ type: "text" as const, text: JSON.stringify(about) }], isError: true };
  }
}
