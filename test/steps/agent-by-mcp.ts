// An agent that asks for access over the Model Context Protocol (protocol §12). Its host is the official SDK's client, which starts
// `nearside mcp` as any host does; its person approves in the browser that the keeper opens.
import { join } from "node:path";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { localityAnswerSchema } from "@nearside/shared/api/login-requests.ts";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import * as v from "valibot";
import { deny, openLoginIn } from "../kit/login-steps.ts";
import { loopbackIn } from "../kit/meeting.ts";
import type { AtEnd } from "../support/at-end.ts";
import { repository } from "../support/repository.ts";
import { until } from "../support/until.ts";
import type { LeaseStage } from "./leasing.ts";
import { meetOverLoopback } from "./real-command-line.ts";

const WITHIN_MS = 30_000;
const contentSchema = v.looseObject({
  content: v.tuple([v.object({ type: v.literal("text"), text: v.string() })]),
});
const saidSchema = v.record(v.string(), v.unknown());

interface Agent {
  /** Calls a tool. @returns what it says */
  readonly call: (name: string, args?: Readonly<Record<string, unknown>>) => Promise<Record<string, unknown>>;
  /** Everything that its host was told. */
  readonly transcript: () => string;
  readonly close: () => Promise<void>;
}

const NEARSIDE = join(repository, "cli/bin/nearside.js");

/** @param under arguments of ours that it is started with, such as those of a lease */
export async function startAgent(
  atEnd: AtEnd,
  { home }: Pick<LeaseStage, "home">,
  under: readonly string[] = [],
): Promise<Agent> {
  const transcript: unknown[] = [];
  const client = new Client({ name: "agent", version: "1.0.0" });
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [
      NEARSIDE,
      ...(under.length === 0 ? [] : [...under, "--", process.execPath, NEARSIDE]),
      "mcp",
      "--name",
      "Claude Code",
    ],
    env: { PATH: process.env["PATH"] ?? "", HOME: home.folder },
    cwd: home.folder,
    stderr: "pipe",
  });
  transport.stderr?.on("data", (data) => transcript.push(String(data)));
  await client.connect(transport);
  const close = () => client.close();
  atEnd(close);
  transcript.push(await client.listTools(), client.getInstructions());
  return {
    call: async (name, args = {}) => {
      const answer = await client.callTool({ name, arguments: args });
      transcript.push(answer);
      const [{ text }] = v.parse(contentSchema, answer).content;
      return v.parse(saidSchema, JSON.parse(text));
    },
    transcript: () => JSON.stringify(transcript),
    close,
  };
}

/** The page that the keeper opens next in the person's browser. @param seen those that were opened before; it is added to them */
export async function nextPage(stage: LeaseStage, seen: string[]): Promise<string> {
  const id = await until(
    async () => {
      const opened = [...(await stage.opened()).matchAll(/\/approve\/(rq_[\w-]{22})/g)].map(([, one = ""]) => one);
      return opened.find((one) => !seen.includes(one));
    },
    WITHIN_MS,
    () => "the keeper opened no page",
  );
  seen.push(id);
  return id;
}

/** Browser and person, in software, say no to it, and why (protocol §4.5). */
export async function denyTyped(stage: LeaseStage, id: string, reason: string): Promise<void> {
  const at = `/api/requests/${id}`;
  const page = openLoginIn(await stage.postJson(`${at}/nonce`, {}));
  const met = await meetOverLoopback(stage, page, await loopbackIn(page.request));
  (await stage.postJson(`${at}/locality`, met)).as(localityAnswerSchema);
  const by = stage.parties.extension;
  const { outcome } = await deny(stage, { id }, await sha256Base64url(met.attestation), by, false, reason);
  if (outcome !== "200") throw new Error(outcome);
}
