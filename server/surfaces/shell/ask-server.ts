import { request } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { consoleErrorSchema } from "@nearside/shared/api/console/console-error.ts";
import type { Addressed, InputOf, JsonEntry, OutputOf } from "@nearside/shared/api/entry.ts";
import { neutralise } from "@nearside/shared/text/neutralise.ts";
import * as v from "valibot";
import { CannotStart } from "../../platform/config/cannot-start.ts";
import { ADMIN_SOCKET } from "../../platform/store/data-folder.ts";
import { shellTexts } from "../../texts/commands/shell.ts";
import { ServerRefused } from "./server-refused.ts";

/**
 * Asks the server that runs with this data folder, by an entry of the console or of its own shell.
 *
 * @throws CannotStart with a sentence for the person, if no server runs or the person is not allowed to ask it
 * @throws ServerRefused with the server's own sentence
 */
export async function askServer<E extends JsonEntry & Addressed>(
  dataFolder: string,
  to: E,
  input: InputOf<E>,
): Promise<OutputOf<E>> {
  const { status, json } =
    to.method === "GET"
      ? await send(dataFolder, "GET", withQuery(to.address, input), "")
      : await send(dataFolder, "POST", to.address, JSON.stringify(input));
  if (status === 200) return v.parse(to.output, json);
  const parsed = v.safeParse(consoleErrorSchema, json);
  const refusal = parsed.success ? parsed.output : undefined;
  const sentence = refusal?.error_description ?? shellTexts.refused({ status });
  const fields = (refusal?.fields ?? []).map(({ field, problem }) =>
    shellTexts.field({ field, problem: neutralise(problem) }),
  );
  throw new ServerRefused([sentence, ...fields].join("\n"), refusal?.error);
}

function withQuery(address: string, input: unknown): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(Object(input))) if (value !== undefined) query.set(name, String(value));
  return query.size === 0 ? address : `${address}?${query}`;
}

function send(
  dataFolder: string,
  method: "GET" | "POST",
  path: string,
  body: string,
): Promise<{ status: number; json: unknown }> {
  const headers =
    method === "GET" ? {} : { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const asking = request({ socketPath: join(dataFolder, ADMIN_SOCKET), path, method, headers, agent: false });
    asking.on("error", (cause) => reject(unreachable(dataFolder, cause)));
    asking.on("response", (response) => {
      text(response).then((answer) => resolve({ status: response.statusCode ?? 0, json: JSON.parse(answer) }), reject);
    });
    asking.end(body);
  });
}

function unreachable(dataFolder: string, cause: Error): CannotStart {
  const code = "code" in cause ? cause.code : undefined;
  if (code === "EACCES") return new CannotStart(shellTexts.otherAccount({ dataFolder }), { cause });
  return new CannotStart(shellTexts.notRunning({ dataFolder }), { cause });
}
