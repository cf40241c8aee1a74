import { McpServer } from "@modelcontextprotocol/server";
import { leaseDetailSchema } from "@nearside/shared/oauth/lease.ts";
import { toStandardJsonSchema } from "@valibot/to-json-schema";
import * as v from "valibot";
import { FETCH_METHODS, type MoreWish } from "../doorway/lease-messages.ts";
import { wrongInAccess } from "../lease/wrong-in-access.ts";
import { problemOf } from "../problems/problem.ts";
import { texts } from "../texts/mcp.ts";
import { VERSION } from "../version.ts";
import type { AgentAccess } from "./agent-access.ts";

const text = (longest: number, description: string) =>
  v.pipe(v.string(), v.maxLength(longest), v.description(description));

const requestSchema = v.object({
  resource: text(1024, texts.resource),
  scope: v.optional(text(1024, texts.scope), ""),
  why: v.pipe(v.string(), v.minLength(1), v.maxLength(500), v.description(texts.why)),
  details: v.optional(
    v.object({
      tools: v.optional(v.pipe(v.array(text(128, texts.tool)), v.maxLength(32), v.description(texts.tools))),
      minutes: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1440), v.description(texts.for))),
      calls: v.optional(
        v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100_000), v.description(texts.calls)),
      ),
    }),
    {},
  ),
});

const fetchSchema = v.object({
  url: text(2048, texts.url),
  method: v.optional(v.picklist(FETCH_METHODS), "GET"),
  headers: v.optional(v.record(text(64, texts.name), text(2048, texts.value)), {}),
  body: v.optional(text(16_384, texts.body)),
  scope: v.optional(text(1024, texts.fetchScope)),
  tool: v.optional(text(128, texts.fetchTool)),
});

const giveBackSchema = v.object({ lease: v.optional(text(64, texts.id)) });

/** The MCP server of an agent: four tools, whose answers have no address of an approval in them, and no token. */
export function mcpServerFor(access: AgentAccess): McpServer {
  const server = new McpServer({ name: "nearside", version: VERSION }, { instructions: INSTRUCTIONS });
  server.registerTool(
    "request_access",
    {
      title: texts.requestTitle,
      description: texts.requestSays,
      inputSchema: toStandardJsonSchema(requestSchema),
    },
    ({ resource, scope, why, details: { tools, minutes, calls } }) =>
      answered(async () => {
        const one = { resource, scope, ...(tools === undefined ? {} : { tools }) };
        const wish = {
          access: [one],
          ...(minutes === undefined ? {} : { for: minutes * 60 }),
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
      title: texts.listTitle,
      description: texts.listSays,
      inputSchema: toStandardJsonSchema(v.object({})),
      annotations: { readOnlyHint: true },
    },
    () => answered(() => access.list()),
  );
  server.registerTool(
    "fetch",
    {
      title: texts.fetchTitle,
      description: texts.fetchSays,
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
      title: texts.giveBackTitle,
      description: texts.giveBackSays,
      inputSchema: toStandardJsonSchema(giveBackSchema),
    },
    ({ lease }) => answered(async () => ({ ended: await access.giveBack(lease ?? null) })),
  );
  return server;
}

const INSTRUCTIONS = texts.instructions;

/** Says which member of a wish no request may have. */
function wrongIn({ access, why }: Pick<MoreWish, "access" | "why">): string | undefined {
  const wrong = wrongInAccess(access);
  if (wrong !== undefined) return TAKEN[wrong];
  return v.is(leaseDetailSchema.entries.why, why) ? undefined : texts.whyForm;
}

const TAKEN = {
  resource: texts.resourceForm,
  scope: texts.scopeForm,
  tools: texts.toolsForm,
  access: texts.oneApi,
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
