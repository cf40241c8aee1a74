import { request } from "node:http";
import { text } from "node:stream/consumers";
import type { Ask } from "./client.ts";
import type { Answer } from "./judge-api.ts";

/** Sends a request over a real socket with exactly those header fields, duplicates included. */
export const sendOverSocket =
  (port: number) =>
  ({ method, path, fields }: Ask): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const headers = ["Host", `127.0.0.1:${port}`, "Connection", "close", "Content-Length", "0", ...fields.flat()];
      const sent = request({ host: "127.0.0.1", port, method, path, headers }, (answer) => {
        text(answer).then((body) => {
          const header = (name: string): string | null => {
            const value = answer.headers[name];
            return typeof value === "string" ? value : (value?.join(", ") ?? null);
          };
          resolve({ status: answer.statusCode ?? 0, header, body });
        }, reject);
      });
      sent.on("error", reject).end();
    });
