import { FETCH_METHODS } from "../../doorway/lease-messages.ts";
import { fetchByKeeper } from "../../lease/fetch-by-keeper.ts";
import { Problem } from "../../problems/problem.ts";
import { texts } from "../../texts/commands/lease.ts";
import type { World } from "../../world/world.ts";

export interface FetchOptions {
  readonly request?: string;
  readonly header?: readonly string[];
  readonly data?: string;
  readonly scope?: string;
  readonly tool?: string;
  readonly include?: true;
}

/** `nearside lease fetch`: the keeper makes the request, so that no token gets to where the agent's words go. */
export async function fetch(world: World, url: string, options: FetchOptions): Promise<void> {
  const { terminal, lease } = world;
  if (lease === undefined) throw new Problem("lease_missing");
  const { scope, tool, data } = options;
  const { status, headers, body, leftOut } = await fetchByKeeper(
    lease,
    {
      url: readUrl(url),
      method: readMethod(options.request ?? (data === undefined ? "GET" : "POST")),
      headers: (options.header ?? []).map(readHeader),
      body: data ?? null,
      ...(scope !== undefined && { scope }),
      ...(tool !== undefined && { tool }),
    },
    world.stop,
  );
  terminal.object({ status, headers, body, left_out: leftOut });
  if (options.include === true || status >= 300)
    for (const line of [String(status), ...headers.map(([name, value]) => `${name}: ${value}`)]) terminal.say(line);
  if (leftOut !== null) terminal.say(LEFT_OUT[leftOut]);
  if (body !== "") terminal.result(body);
  if (status >= 400) world.endWith(FAILED);
}

/** The same exit code as curl's --fail gives. */
const FAILED = 22;

const LEFT_OUT = {
  too_long: texts.answer.tooLong,
  content_type: texts.answer.notText,
  not_text: texts.answer.otherForm,
} as const;

/** @throws Problem `usage` */
function readUrl(text: string): string {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    throw new Problem("usage", texts.answer.wholeAddress);
  return text;
}

/** @throws Problem `usage` */
function readMethod(text: string): (typeof FETCH_METHODS)[number] {
  const method = FETCH_METHODS.find((each) => each === text.toUpperCase());
  if (method === undefined) throw new Problem("usage", `-X takes one of ${FETCH_METHODS.join(", ")}.`);
  return method;
}

/** @throws Problem `usage` */
function readHeader(text: string): [string, string] {
  const [, name, value] = /^([\w-]+):\s*(.*)$/.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new Problem("usage", texts.answer.headerForm);
  return [name, value];
}
